"""What administrators say about forms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.brands.models import Brand

from .named import NamedForm


class FormForm(NamedForm):
    """A form: its names and its brands."""

    brands = forms.ModelMultipleChoiceField(
        label=_("Brands"),
        queryset=Brand.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: it is for all brands."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = self.fields["brands"]
        assert isinstance(brands, forms.ModelMultipleChoiceField)
        brands.queryset = Brand.objects.order_by("-is_active", "name")
        if brands.queryset.count() < 2 and not self.initial.get("brands"):
            del self.fields["brands"]
