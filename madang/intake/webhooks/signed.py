"""Signatures as Svix makes them for Resend (docs.svix.com, “Verifying manually”). Imports django-anymail."""

import base64
import binascii
import hashlib
import hmac
import time
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure

from .posted import Posted

TOLERANCE = 10 * 60
"""Seconds that a signature may be old, or a clock be wrong."""


class SvixSigned:
    """Mixed in before one of django-anymail's views: its own check wants Svix's library.

    `signed_with` is the name of the secret among what is given.
    """

    signed_with = ""

    def __init__(self, **given: Any) -> None:
        self._signing_secret = str(given.pop(self.signed_with, ""))
        super().__init__(**given)

    def validate_request(self, request: Posted) -> None:
        """Raise AnymailWebhookValidationFailure for a post that Resend has not signed, or long ago."""
        name, sent = request.headers.get("svix-id", ""), request.headers.get("svix-timestamp", "")
        if not sent.isdigit() or abs(time.time() - int(sent)) > TOLERANCE:
            raise AnymailWebhookValidationFailure("Resend webhook called without a signature of now")
        signed = f"{name}.{sent}.".encode() + request.body
        expected = base64.b64encode(hmac.new(self._key(), signed, hashlib.sha256).digest()).decode()
        given = [one.partition(",")[2] for one in request.headers.get("svix-signature", "").split()]
        if not any(hmac.compare_digest(one.encode(), expected.encode()) for one in given):
            raise AnymailWebhookValidationFailure("Resend webhook called with an incorrect signature")

    def _key(self) -> bytes:
        if not self._signing_secret:
            raise AnymailWebhookValidationFailure("no signing secret is kept")
        try:
            return base64.b64decode(self._signing_secret.removeprefix("whsec_"))
        except (binascii.Error, ValueError):
            raise AnymailWebhookValidationFailure("the signing secret that is kept is none") from None
