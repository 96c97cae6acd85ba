"""What administrators say about fields of tickets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.brands.models import Brand
from madang.tickets.models import FieldKind, FieldSubject, ForCustomer

from .named import NamedForm


class FieldForm(NamedForm):
    """A field: names, help, whether it is required, what customers have of it, and its brands.

    Those of customers and organizations are asked whether they are shown with tickets, and not what is for
    tickets alone.
    """

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
    beside_tickets = forms.BooleanField(
        label=_("Show with tickets"),
        required=False,
        help_text=_("It stands beside the conversation too, and can be filled in there."),
    )
    for_customer = forms.ChoiceField(label=_("Customers"), choices=ForCustomer.choices)
    brands = forms.ModelMultipleChoiceField(
        label=_("Brands"),
        queryset=Brand.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With none ticked, it is on the tickets of all brands."),
    )

    def __init__(self, *args: Any, subject: FieldSubject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if subject != FieldSubject.TICKET:
            del self.fields["is_required"], self.fields["brands"]
            return
        del self.fields["beside_tickets"]
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
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=60,
        help_text=_(
            "For searches (plan:gold), programs and files. Without one it is made from the English name."
        ),
    )
    field_order = ("kind",)

    def __init__(self, *args: Any, subject: FieldSubject, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        if subject != FieldSubject.TICKET:
            kinds = self.fields["kind"]
            assert isinstance(kinds, forms.ChoiceField)
            kinds.choices = [(value, label) for value, label in FieldKind.choices if value != FieldKind.FILE]
