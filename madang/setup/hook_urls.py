"""The addresses under settings › mailboxes that are about what mail providers post here."""

from django.urls import path

from .pages import webhooks

urlpatterns = [
    path("", webhooks.webhooks, name="webhooks"),
    path("new/<slug:code>/", webhooks.new_webhook, name="new_webhook"),
    path("<int:webhook_id>/", webhooks.webhook, name="webhook"),
    path("<int:webhook_id>/renew/", webhooks.renew, name="renew_webhook"),
    path("<int:webhook_id>/remove/", webhooks.remove, name="remove_webhook"),
]
