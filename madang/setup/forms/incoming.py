"""What administrators say about incoming mail."""

import ipaddress
import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .look import Dressed

_SERVER = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,250}[A-Za-z0-9])?\Z")


class BlockForm(Dressed, forms.Form):
    """One sender more."""

    value = forms.CharField(
        label=gettext_lazy("Address or domain"),
        max_length=320,
        help_text=gettext_lazy("An address, or @ and a domain for all of its addresses."),
        widget=forms.TextInput(attrs={"placeholder": "@example.com", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For your colleagues; nobody else sees it."),
    )


class IncomingForm(Dressed, forms.Form):
    """What is done with mail before it is taken."""

    spam_from = forms.FloatField(
        label=gettext_lazy("Hold as spam from"),
        min_value=1,
        max_value=1000,
        help_text=gettext_lazy(
            "Points of SpamAssassin or Rspamd. What a filter itself calls spam is always held."
        ),
    )
    trusted_servers = forms.CharField(
        label=gettext_lazy("Servers that check senders for you"),
        required=False,
        max_length=4000,
        help_text=gettext_lazy(
            "One per line: the name that its Authentication-Results begin with, for example "
            "mx.google.com for mail fetched from Gmail. A server outside your own network also "
            "needs its addresses after the name: mx.example.com 203.0.113.0/24."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    keep_originals_days = forms.IntegerField(
        label=gettext_lazy("Keep originals for days"),
        required=False,
        min_value=1,
        max_value=36500,
        help_text=gettext_lazy(
            "The mails as they came in, byte for byte. Empty keeps them for ever. Conversations stay in any case."
        ),
    )

    def clean_trusted_servers(self) -> str:
        given: str = self.cleaned_data["trusted_servers"]
        for line in given.splitlines():
            name, *networks = line.split() or [""]
            if name and not _SERVER.match(name):
                raise ValidationError(_("“%(given)s” is not the name of a server.") % {"given": name[:80]})
            for network in networks:
                try:
                    ipaddress.ip_network(network)
                except ValueError:
                    raise ValidationError(
                        _("“%(given)s” is not a network. Write it like 203.0.113.0/24.")
                        % {"given": network[:80]}
                    ) from None
        return given
