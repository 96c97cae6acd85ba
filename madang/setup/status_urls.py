"""The addresses of the settings about statuses."""

from django.urls import path

from .pages import statuses

urlpatterns = [
    path("", statuses.statuses, name="statuses"),
    path("new/<str:category>/", statuses.new_status, name="new_status"),
    path("order/<str:category>/", statuses.order_statuses, name="order_statuses"),
    path("<int:status_id>/", statuses.own_status, name="own_status"),
    path("<int:status_id>/remove/", statuses.remove_status, name="remove_status"),
    path("<int:status_id>/back/", statuses.bring_back_status, name="bring_back_status"),
]
