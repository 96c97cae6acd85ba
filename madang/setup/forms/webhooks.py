"""The form of a webhook that a mail provider posts to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madang.channels.models import Inbox
from madang.intake.models import Webhook
from madang.intake.webhooks.addresses import keys_of
from madang.intake.webhooks.known import HookProvider

from .look import Dressed

_KEY = "key_"


class WebhookForm(Dressed, forms.Form):
    """A webhook; keys that are left empty stay as they are."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("To tell several accounts apart."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    inbox = forms.ModelChoiceField(
        label=_("Mail for unknown addresses"),
        queryset=Inbox.objects.none(),
        required=False,
        empty_label=_("is refused"),
        help_text=_("Choose an address when mail is forwarded and no longer names yours."),
    )
    is_active = forms.BooleanField(label=_("Takes what is posted"), required=False, initial=True)

    def __init__(self, *args: Any, provider: HookProvider, row: Webhook | None, **kwargs: Any) -> None:
        self.provider = provider
        kept = keys_of(row) if row is not None else {}
        if row is not None:
            kwargs["initial"] = {"name": row.name, "inbox": row.inbox, "is_active": row.is_active}
        else:
            kwargs["initial"] = {"name": provider.name, "is_active": True}
        super().__init__(*args, **kwargs)
        inbox = self.fields["inbox"]
        assert isinstance(inbox, forms.ModelChoiceField)
        inbox.queryset = Inbox.objects.filter(kind="email", is_active=True).order_by("address")
        if not provider.mail:
            del self.fields["inbox"]
        for key in provider.keys:
            is_kept = bool(kept.get(key.name))
            self.fields[_KEY + key.name] = forms.CharField(
                label=key.label,
                max_length=2000,
                required=False,
                help_text=_("One is set. Leave this empty to keep it.") if is_kept else key.where,
                widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "off"}),
            )
        self.order_fields(["name", "inbox", *(_KEY + one.name for one in provider.keys), "is_active"])
        if row is None:
            del self.fields["is_active"]

    @property
    def keys(self) -> dict[str, str]:
        """The keys that were written."""
        return {one.name: _plain(str(self.cleaned_data[_KEY + one.name])) for one in self.provider.keys}


def _plain(key: str) -> str:
    """A key as it is meant: without the lines around a public key that was copied as a file."""
    lines = [line.strip() for line in key.strip().splitlines() if "-----" not in line]
    return "".join(lines).removeprefix("p=")
