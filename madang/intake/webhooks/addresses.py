"""The addresses that are entered at a provider."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from django.conf import settings

from madang.lib.sealing import CannotUnseal, seal, unseal
from madang.lib.secret import key_for

from ..webhook import Webhook

MAIL, EVENTS = "mime", "events"
"""The last parts of the addresses; Mailgun posts whole mails to one that ends in "mime"."""

_KEYS_OF = "webhook keys"


def address_of(webhook: Webhook, what: str) -> str:
    """Where the provider posts `what`, MAIL or EVENTS."""
    return f"{settings.MADANG.url}/hooks/{webhook.pk}/{_secret(webhook)}/{what}"


def is_secret_of(webhook: Webhook, given: str) -> bool:
    """Whether somebody knows the webhook's addresses."""
    return hmac.compare_digest(_secret(webhook).encode(), given.encode())


def sealed_keys(keys: Mapping[str, str]) -> str:
    """The provider's keys as the row keeps them."""
    return seal(json.dumps(dict(keys), sort_keys=True), purpose=_KEYS_OF) if keys else ""


def keys_of(webhook: Webhook) -> dict[str, str]:
    """The provider's keys; none when they can't be read any more."""
    try:
        read = json.loads(unseal(webhook.secrets, purpose=_KEYS_OF) or "{}")
    except CannotUnseal:
        return {}
    return {str(name): str(value) for name, value in read.items()}


def _secret(webhook: Webhook) -> str:
    mac = hmac.new(key_for("webhook address"), f"{webhook.pk} {webhook.nonce}".encode(), hashlib.sha256)
    return base64.b32encode(mac.digest()[:20]).decode("ascii").lower()
