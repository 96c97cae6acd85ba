"""What administrators say about the desk, its brands and their addresses."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Team
from madang.brands.models import Brand, Language

from .delays import lazy_delay_choices
from .look import Dressed, lazy_zone_choices, zones


class DeskForm(Dressed, forms.Form):
    """The desk itself."""

    name = forms.CharField(label=_("Name of the desk"), max_length=200, help_text=_("Only members see it."))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Language.choices,
        help_text=_("For members who have not chosen their own."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lazy_zone_choices,
        help_text=_("For members who have not chosen their own."),
    )
    send_delay = forms.TypedChoiceField(
        label=_("Answers wait before they leave"),
        choices=lazy_delay_choices,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Until then they can be undone, changed or sent at once. A team can have its own time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = self.initial.get("time_zone")
        field = self.fields["time_zone"]
        assert isinstance(field, forms.ChoiceField)
        offered = lazy_zone_choices()
        if current and current not in dict(offered) and current in zones():
            field.choices = [(current, current), *offered]


class BrandForm(Dressed, forms.Form):
    """One face towards customers."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("Customers see it as the sender of answers.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Language.choices, help_text=_("Notices to customers are written in it.")
    )
    colour = forms.CharField(
        label=_("Colour"),
        required=False,
        max_length=7,
        help_text=_("Like #2b4c9b; empty for the desk's own."),
        widget=forms.TextInput(attrs={"placeholder": "#2b4c9b", "autocomplete": "off"}),
    )


class BrandInUseForm(BrandForm):
    """A brand that is there already."""

    is_active = forms.BooleanField(
        label=_("In use"),
        required=False,
        help_text=_("New tickets can't be opened for a brand that is not in use."),
    )


class InboxForm(Dressed, forms.Form):
    """A support address of a brand."""

    address = forms.EmailField(
        label=_("Support address"),
        max_length=254,
        help_text=_("Let your mail provider forward it to this desk's mail receiver."),
        widget=forms.EmailInput(attrs={"placeholder": "help@example.com", "autocomplete": "off"}),
    )
    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none(), empty_label=None)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("No team"),
        help_text=_("New tickets from this address go to its queue."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brand, team = self.fields["brand"], self.fields["team"]
        assert isinstance(brand, forms.ModelChoiceField)
        assert isinstance(team, forms.ModelChoiceField)
        brand.queryset = Brand.objects.order_by("name")
        team.queryset = Team.objects.order_by("name")


class InboxInUseForm(InboxForm):
    """A support address that is there already."""

    catch_all = forms.BooleanField(
        label=_("Takes mail for unknown addresses"),
        required=False,
        help_text=_(
            "Only one address of the desk can do this. Without it, mail to unknown addresses is refused."
        ),
    )
    is_active = forms.BooleanField(
        label=_("In use"), required=False, help_text=_("Mail to an address that is not is refused.")
    )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("catch_all") and not self.cleaned_data.get("is_active"):
            raise ValidationError(_("An address that is not in use can't take mail for others."))
        return self.cleaned_data
