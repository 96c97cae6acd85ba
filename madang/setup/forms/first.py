"""What the first set-up asks, in the browser and on the command line alike."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.accounts.requesters import normal_email
from madang.brands.errors import Refused
from madang.brands.models import Language
from madang.channels.actions.guard import support_address

from ..actions import Answers
from .look import Dressed, zones

ZONE_OF_LANGUAGE = {Language.KOREAN: "Asia/Seoul", Language.ENGLISH: "UTC"}


class FirstForm(Dressed, forms.Form):
    """Everything a desk needs to begin. Field names are those of the command line's options."""

    owner_name = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    owner_email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    owner_password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        help_text=_("At least 10 characters. A short sentence is easy to remember and hard to guess."),
        widget=forms.PasswordInput(
            attrs={"autocomplete": "new-password", "minlength": 10, "data-strength": ""}
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of the desk"),
        choices=Language.choices,
        widget=forms.RadioSelect,
        help_text=_("Every member can choose their own."),
    )
    desk = forms.CharField(
        label=_("Name of the desk"), max_length=200, help_text=_("Your company or team. Only members see it.")
    )
    brand = forms.CharField(
        label=_("First brand"),
        max_length=200,
        help_text=_("The name that customers know you by. You can add more later."),
    )
    address = forms.EmailField(
        label=_("Its support address"),
        max_length=254,
        help_text=_("Customers write to it, and answers come from it."),
        widget=forms.EmailInput(attrs={"placeholder": "help@example.com", "autocomplete": "off"}),
    )
    sample = forms.BooleanField(
        label=_("Load sample data to look around"),
        required=False,
        help_text=_("Two brands, a dozen people and about 300 conversations in Korean and English."),
    )
    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def clean_owner_email(self) -> str:
        email = normal_email(self.cleaned_data["owner_email"])
        if not email:
            raise ValidationError(_("This is not an e-mail address. Check the spelling."))
        return email

    def clean_address(self) -> str:
        try:
            return support_address(self.cleaned_data["address"])
        except Refused as refused:
            raise ValidationError(str(refused)) from refused

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("address") and given.get("address") == given.get("owner_email"):
            self.add_error(
                "address", _("This is your own address. Customers need another one, like help@example.com.")
            )
        if password := given.get("owner_password"):
            try:
                validate_password(
                    password, User(email=given.get("owner_email"), name=given.get("owner_name", ""))
                )
            except ValidationError as error:
                self.add_error("owner_password", error)
        return given

    def answers(self) -> Answers:
        """What was answered; call it on a valid form."""
        given = self.cleaned_data
        language = Language(given["language"])
        zone = given["time_zone"]
        return Answers(
            desk=given["desk"],
            owner_name=given["owner_name"],
            owner_email=given["owner_email"],
            owner_password=given["owner_password"],
            brand=given["brand"],
            address=given["address"],
            language=language,
            time_zone=zone if zone in zones() else ZONE_OF_LANGUAGE[language],
        )
