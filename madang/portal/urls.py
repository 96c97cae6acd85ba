"""What customers open: the private page of an answer."""

from django.urls import path

from . import pages

urlpatterns = [
    path("v/<str:token>", pages.enter, name="view_enter"),
    path("view/<int:delivery_id>/", pages.answer, name="view_answer"),
    path("view/<int:delivery_id>/read/", pages.read, name="view_read"),
    path("view/<int:delivery_id>/look.css", pages.colours, name="view_colours"),
    path("view/<int:delivery_id>/logo", pages.logo, name="view_logo"),
    path("view/<int:delivery_id>/files/<int:file_id>/<str:filename>", pages.file, name="view_file"),
]
