"""What administrators say about fields of tickets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.brands.models import Brand
from madang.tickets.models import FieldKind, ForCustomer

from .named import NamedForm


class FieldForm(NamedForm):
    """A field: names, help, whether it is required, what customers have of it, and its brands."""

    help_ko = forms.CharField(label=_("Help in Korean"), required=False, max_length=300)
    help_en = forms.CharField(
        label=_("Help in English"),
        required=False,
        max_length=300,
        help_text=_("Stands below the field, for whoever fills it in."),
    )
    is_required = forms.BooleanField(
        label=_("Required to solve"),
        required=False,
        help_text=_("A ticket can't be solved while it is empty."),
    )
    for_customer = forms.ChoiceField(label=_("Customers"), choices=ForCustomer.choices)
    brands = forms.ModelMultipleChoiceField(
        label=_("Brands"),
        queryset=Brand.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With none ticked, it is on the tickets of all brands."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = self.fields["brands"]
        assert isinstance(brands, forms.ModelMultipleChoiceField)
        brands.queryset = Brand.objects.order_by("-is_active", "name")
        if brands.queryset.count() < 2 and not self.initial.get("brands"):
            del self.fields["brands"]


class NewFieldForm(FieldForm):
    """A field to be made: what it holds is said once and for all."""

    kind = forms.ChoiceField(
        label=_("What it holds"), choices=FieldKind.choices, help_text=_("It can't be changed later.")
    )
    field_order = ("kind",)
