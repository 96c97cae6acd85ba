"""The addresses of the set-up and of what administrators set."""

from django.urls import path

from .pages import first

urlpatterns = [
    path("", first.first, name="setup"),
]
