"""Sign mail with its domain's keys."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from madang.lib import dkim
from madang.lib.sealing import CannotUnseal, unseal

from .models import Algorithm, DkimKey

log = logging.getLogger(__name__)

KEY_OF = "dkim key"


def signed(raw: bytes, *, sender: str, at: datetime) -> bytes:
    """The mail from the address `sender`, signed with each key of its domain that is in use. One query.

    `at` is the mail's own time, so that the same mail is the same bytes each time.
    """
    domain = sender.rpartition("@")[2].lower()
    mail = raw
    try:
        for key in keys_that_sign(domain):
            private = unseal(key.private, purpose=KEY_OF)
            mail = dkim.sign(
                mail, domain=domain, selector=key.selector, key=private.encode(), at=int(at.timestamp())
            )
    except (CannotUnseal, ValueError):
        log.exception("mail from %s could not be signed", domain)
    return mail


def keys_that_sign(domain: str) -> Sequence[DkimKey]:
    """The keys that the domain's mail is signed with: RSA, which every receiver knows, and Ed25519 beside it.

    Of each the newest that is in use. Ed25519 alone would be no signature to most (RFC 8463, 3). One query.
    """
    in_use = Q(forced=True) | Q(seen_at__isnull=False)
    keys = DkimKey.objects.filter(in_use, domain=domain, retired_at__isnull=True).order_by("pk")
    newest = {key.algorithm: key for key in keys}
    if Algorithm.RSA not in newest:
        return ()
    return [newest[one] for one in (Algorithm.RSA, Algorithm.ED25519) if one in newest]
