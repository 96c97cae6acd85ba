"""The addresses of the settings about macros."""

from django.urls import path

from .pages import macros

urlpatterns = [
    path("", macros.macros, name="macros"),
    path("new/", macros.new_macro, name="new_macro"),
    path("preview/", macros.preview_macro, name="preview_macro"),
    path("<int:macro_id>/", macros.macro, name="macro"),
    path("<int:macro_id>/remove/", macros.remove_macro, name="remove_macro"),
]
