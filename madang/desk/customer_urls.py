"""The addresses of customers in the workspace."""

from django.urls import path

from .pages import customers

urlpatterns = [
    path("people/", customers.customers, name="customers"),
    path("people/<int:customer_id>/", customers.customer, name="customer"),
    path("people/<int:customer_id>/change/", customers.change_customer, name="change_customer"),
]
