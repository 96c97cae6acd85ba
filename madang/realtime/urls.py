"""Included at /desk/presence. The stream itself is no view: `config.asgi` gives /desk/live to `stream`."""

from django.urls import path

from .views import presence

app_name = "realtime"
urlpatterns = [path("", presence, name="presence")]
