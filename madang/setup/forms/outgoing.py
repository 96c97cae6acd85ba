"""The form of an outgoing server."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from madang.delivery.models import OutgoingServer, Security

from .look import Dressed

_HOST = RegexValidator(
    r"\A(?:[\w-]{1,63}\.)*[\w-]{1,63}\.?\Z|\A\[?[0-9a-fA-F:.]+\]?\Z",
    _("Write the server's name alone, like smtp.example.com."),
)


class ServerForm(Dressed, forms.Form):
    """An outgoing server; an empty password keeps the one that is set."""

    host = forms.CharField(
        label=_("Server"),
        max_length=253,
        validators=[_HOST],
        widget=forms.TextInput(
            attrs={"placeholder": "smtp.example.com", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("Your mail provider names it under “SMTP” or “outgoing mail”."),
    )
    security = forms.ChoiceField(label=_("Encryption"), choices=Security.choices)
    port = forms.IntegerField(
        label=_("Port"), validators=[MinValueValidator(1), MaxValueValidator(65535)], initial=465
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Often the whole address. Empty for a server that asks for none."),
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

    def __init__(self, *args: Any, row: OutgoingServer | None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {
                "host": row.host,
                "security": row.security,
                "port": row.port,
                "username": row.username,
                "own_return_address": row.own_return_address,
            }
        super().__init__(*args, **kwargs)
        if row is not None and row.password:
            self.fields["password"].help_text = _("A password is set. Leave this empty to keep it.")
