"""The addresses of the settings about fields."""

from django.urls import path

from .pages import fields, options

urlpatterns = [
    path("", fields.fields, name="fields"),
    path("new/", fields.new_field, name="new_field"),
    path("order/", fields.order_fields, name="order_fields"),
    path("<int:field_id>/", fields.field, name="field"),
    path("<int:field_id>/retire/", fields.retire_field, name="retire_field"),
    path("<int:field_id>/back/", fields.bring_back_field, name="bring_back_field"),
    path("<int:field_id>/remove/", fields.remove_field, name="remove_field"),
    path("<int:field_id>/options/", options.save_options, name="save_options"),
    path("<int:field_id>/options/order/", options.order_options, name="order_options"),
    path("options/<int:option_id>/remove/", options.remove_option, name="remove_option"),
    path("options/<int:option_id>/back/", options.bring_back_option, name="bring_back_option"),
]
