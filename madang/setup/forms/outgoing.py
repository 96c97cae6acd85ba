"""The form of an outgoing server."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from madang.delivery.models import OutgoingServer, Security

from ..submission import found_for
from .look import Dressed

_HOST = RegexValidator(
    r"\A(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?\Z|\A\[?[0-9a-fA-F:.]+\]?\Z",
    _("Write only the server's name, like smtp.example.com."),
)


class ServerForm(Dressed, forms.Form):
    """An outgoing server; an empty password keeps the one that is set."""

    host = forms.CharField(
        label=_("Server"),
        max_length=253,
        required=False,
        validators=[_HOST],
        widget=forms.TextInput(
            attrs={"placeholder": "smtp.example.com", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("Leave empty to find it from the address. Your mail provider lists it under “SMTP”."),
    )
    security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    port = forms.IntegerField(
        label=_("Port"), validators=[MinValueValidator(1), MaxValueValidator(65535)], initial=465
    )
    username = forms.CharField(
        label=_("Mail address or user name"),
        max_length=254,
        required=False,
        widget=forms.TextInput(
            attrs={"placeholder": "help@example.com", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("With an address, the server is found for you. Leave empty if the server asks for none."),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    own_return_address = forms.BooleanField(
        label=_("Each mail has a return address of its own"),
        required=False,
        initial=True,
        help_text=_(
            "So that mail that comes back finds its answer. Switch it off when the server refuses it."
        ),
    )

    field_order = ("username", "password", "host", "security", "port", "own_return_address")

    def __init__(self, *args: Any, row: OutgoingServer | None, **kwargs: Any) -> None:
        if row is not None and not row.provider:
            kwargs["initial"] = {
                "host": row.host,
                "security": row.security,
                "port": row.port,
                "username": row.username,
                "own_return_address": row.own_return_address,
            }
        super().__init__(*args, **kwargs)
        # The server is looked for when the address was typed, and shown before anything is sent.
        self.fields["username"].widget.attrs |= {
            "hx-get": reverse_lazy("outgoing_found"),
            "hx-trigger": "change",
            "hx-target": "#where",
            "hx-include": "#id_host",
        }
        if row is not None and row.password and not row.provider:
            self.fields["password"].help_text = _("A password is set. Leave this empty to keep it.")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not given.get("host") and "host" not in self.errors:
            found = found_for(str(given.get("username", "")))
            if found is None:
                self.add_error("host", _("Name the server: it could not be found from the address."))
            else:
                given["host"], given["port"] = found.place.host, found.place.port
                given["security"], given["username"] = found.place.security, found.username
        return given

    def who(self) -> list[forms.BoundField]:
        """Who signs in."""
        return [self["username"], self["password"]]

    def where(self) -> list[forms.BoundField]:
        """Where; filled in from the address."""
        return [self["host"], self["security"], self["port"]]
