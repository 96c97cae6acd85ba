"""The form of a mail provider's API that mail leaves by."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from madang.delivery.models import OutgoingServer
from madang.delivery.providers.known import MailProvider
from madang.delivery.servers import kept_secrets

from .look import Dressed

_SECRET = "secret_"  # noqa: S105  # the beginning of fields' names


class ProviderForm(Dressed, forms.Form):
    """What a provider lets us in by; keys that are left empty stay as they are."""

    def __init__(self, *args: Any, provider: MailProvider, row: OutgoingServer | None, **kwargs: Any) -> None:
        self.provider = provider
        is_same = row is not None and row.provider == provider.code
        kept = kept_secrets(row, provider.code, {})
        if row is not None and is_same:
            kwargs["initial"] = {"region": row.region, "api_url": row.api_url}
        super().__init__(*args, **kwargs)
        if provider.own_server:
            self.fields["api_url"] = forms.CharField(
                label=_("Address of the server"),
                max_length=300,
                widget=_typed(forms.TextInput, placeholder="https://postal.example.com"),
            )
        if provider.regions:
            self.fields["region"] = forms.ChoiceField(
                label=_("Region"),
                choices=[(one.code, one.name) for one in provider.regions],
                help_text=_("The region of your account; its keys work nowhere else."),
                widget=_typed(forms.Select),
            )
        for secret in provider.secrets:
            is_kept = bool(kept.get(secret.name))
            self.fields[_SECRET + secret.name] = forms.CharField(
                label=secret.label,
                max_length=500,
                required=not is_kept,
                help_text=_("One is set. Leave this empty to keep it.") if is_kept else "",
                widget=_typed(forms.PasswordInput),
            )

    def clean_api_url(self) -> str:
        """An address without a name, a password or a query in it."""
        address = str(self.cleaned_data["api_url"]).strip()
        parts = urlsplit(address)
        is_plain = not (parts.username or parts.password or parts.query or parts.fragment)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not is_plain:
            raise ValidationError(_("Write the whole address, like https://postal.example.com."))
        return address

    def clean(self) -> dict[str, Any]:
        for name, value in list(self.cleaned_data.items()):
            if name.startswith(_SECRET) and not (str(value).isascii() and str(value).isprintable()):
                self.add_error(name, _("This is not a key: it contains characters that keys don't have."))
        return self.cleaned_data

    @property
    def secrets(self) -> dict[str, str]:
        """What was written, by the names that the provider's API has for it."""
        given = self.cleaned_data
        return {one.name: str(given[_SECRET + one.name]).strip() for one in self.provider.secrets}

    @property
    def region(self) -> str:
        """The region that was chosen; empty where there is one alone."""
        return str(self.cleaned_data.get("region", ""))

    @property
    def api_url(self) -> str:
        """The address of people's own server; empty for the others."""
        return str(self.cleaned_data.get("api_url", ""))


def _typed(widget: type[forms.Widget], **attributes: str) -> forms.Widget:
    return widget(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false", **attributes})
