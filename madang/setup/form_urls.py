"""The addresses of the settings about forms."""

from django.urls import path

from .pages import form_items, forms

urlpatterns = [
    path("", forms.forms, name="forms"),
    path("new/", forms.new_form, name="new_form"),
    path("order/", forms.order_forms, name="order_forms"),
    path("<int:form_id>/", forms.form, name="form"),
    path("<int:form_id>/names/", forms.rename_form, name="rename_form"),
    path("<int:form_id>/remove/", forms.remove_form, name="remove_form"),
    path("<int:form_id>/back/", forms.bring_back_form, name="bring_back_form"),
    path("<int:form_id>/preview/", forms.preview, name="form_preview"),
    path("<int:form_id>/items/", form_items.put_in, name="put_in_form"),
    path("<int:form_id>/items/order/", form_items.order_items, name="order_form_items"),
    path("<int:form_id>/items/<int:field_id>/", form_items.item, name="form_item"),
    path("<int:form_id>/items/<int:field_id>/out/", form_items.take_out, name="take_out_of_form"),
]
