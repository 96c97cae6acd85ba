"""The addresses that providers post to."""

from django.urls import path

from .door import hook

urlpatterns = [path("<int:webhook_id>/<str:secret>/<str:what>", hook, name="hook")]
