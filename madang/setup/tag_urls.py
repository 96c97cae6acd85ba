"""The addresses of the settings about tags."""

from django.urls import path

from .pages import tags

urlpatterns = [
    path("", tags.tags, name="tags"),
    path("<int:tag_id>/", tags.tag, name="tag"),
    path("<int:tag_id>/merge/", tags.merge_tag, name="merge_tag"),
]
