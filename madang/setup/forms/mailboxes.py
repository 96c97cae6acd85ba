"""What administrators say about mailboxes that mail is fetched from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Team
from madang.brands.models import Brand
from madang.intake.mailbox import SECURITIES, Afterwards

from .look import Dressed

DAYS = (
    ("0", _("Only what comes from now on")),
    ("7", _("The last 7 days as well")),
    ("30", _("The last 30 days as well")),
    ("90", _("The last 90 days as well")),
    ("all", _("Everything that is there")),
)


class SignInForm(Dressed, forms.Form):
    """An address and its password; the rest is found, or written by who knows it."""

    address = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"placeholder": "help@example.com", "autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=400,
        required=False,
        strip=False,
        help_text=_(
            "The mailbox's own password. Many providers want an app password; if so, the test says so."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    host = forms.CharField(
        label=_("IMAP server"),
        max_length=253,
        required=False,
        help_text=_("Empty: it is found from the address."),
        widget=forms.TextInput(attrs={"placeholder": "imap.example.com", "autocomplete": "off"}),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993, required=False)
    security = forms.ChoiceField(label=_("Encryption"), choices=SECURITIES, required=False)
    user = forms.CharField(
        label=_("User name"),
        max_length=320,
        required=False,
        help_text=_("Leave empty to use the address, or whatever the provider wants."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "INBOX"}),
    )

    DETAILS = ("host", "port", "security", "user", "folder")

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"]).strip().lower()

    def asked(self) -> dict[str, Any]:
        """The details as a trial keeps them; without a host it is found."""
        given = self.cleaned_data
        asked: dict[str, Any] = {"folder": given["folder"].strip()} if given["folder"].strip() else {}
        if given["host"].strip():
            asked |= {
                "host": given["host"].strip().lower(),
                "port": given["port"] or 993,
                "security": given["security"] or "tls",
            }
        return asked

    def basics(self) -> list[forms.BoundField]:
        """What everybody fills in."""
        return [self["address"], self["password"]]

    def details(self) -> list[forms.BoundField]:
        """What most leave alone."""
        return [self[name] for name in self.DETAILS]

    @property
    def has_details(self) -> bool:
        """Whether somebody wrote details, or they were found and need a look."""
        written = [self[name].value() for name in ("host", "user", "folder")]
        return any(written) or any(name in self.errors for name in self.DETAILS)


class _Choices(Dressed, forms.Form):
    """What becomes of mail once it was taken."""

    folder = forms.CharField(label=_("Folder that is read"), max_length=200, initial="INBOX")
    afterwards = forms.ChoiceField(
        label=_("In the mailbox, taken mail is"),
        choices=[
            (Afterwards.LEAVE.value, _("left as it is")),
            (Afterwards.READ.value, _("marked as read")),
            (Afterwards.MOVE.value, _("moved to a folder")),
        ],
    )
    move_to = forms.CharField(
        label=_("Folder to move to"),
        max_length=200,
        required=False,
        help_text=_("It is made when it is missing."),
        widget=forms.TextInput(attrs={"placeholder": "Madang"}),
    )

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        given["move_to"] = str(given.get("move_to") or "").strip()
        if given.get("afterwards") == Afterwards.MOVE and not given["move_to"]:
            raise ValidationError(_("Name the folder that taken mail is moved to."))
        if given.get("afterwards") == Afterwards.MOVE and given["move_to"] == given.get("folder"):
            raise ValidationError(_("Mail can't be moved to the folder that it is read from."))
        return given


class ConnectForm(_Choices):
    """What is asked once a mailbox was tried and works."""

    brand = forms.ModelChoiceField(label=_("Brand"), queryset=Brand.objects.none(), empty_label=None)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("No team"),
        help_text=_("New tickets from this address go to its queue."),
    )
    days = forms.ChoiceField(
        label=_("Mail that is there already"),
        choices=DAYS,
        help_text=_("Each message becomes a ticket; customers get no notice about old mail."),
    )

    field_order = ("brand", "team", "days", "folder", "afterwards", "move_to")

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        """`is_new`: the address is no support address yet, so its brand and team are asked for."""
        super().__init__(*args, **kwargs)
        brand, team = self.fields["brand"], self.fields["team"]
        assert isinstance(brand, forms.ModelChoiceField)
        assert isinstance(team, forms.ModelChoiceField)
        brand.queryset = Brand.objects.filter(is_active=True).order_by("name")
        team.queryset = Team.objects.order_by("name")
        if not is_new:
            del self.fields["brand"], self.fields["team"]

    @property
    def days_of_old_mail(self) -> int | None:
        """0 for none, None for all."""
        chosen = self.cleaned_data["days"]
        return None if chosen == "all" else int(chosen)


class MailboxForm(_Choices):
    """A mailbox that is connected already."""

    tells_of_holes = forms.BooleanField(
        label=_("Tell when mail vanishes before it is fetched"),
        required=False,
        help_text=_("Switch it off where a rule of the mailbox moves much of what comes in."),
    )


class ProviderClientForm(Dressed, forms.Form):
    """How the desk is registered with Google or Microsoft."""

    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        help_text=_("Empty: the one that is kept stays."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
