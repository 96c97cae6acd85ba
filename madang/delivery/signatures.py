"""Sign mail with its domain's key."""

import logging
from datetime import datetime

from django.db.models import Q

from madang.lib import dkim
from madang.lib.sealing import CannotUnseal, unseal

from .models import DkimKey

log = logging.getLogger(__name__)

KEY_OF = "dkim key"


def signed(raw: bytes, *, sender: str, at: datetime) -> bytes:
    """The mail from the address `sender`, signed when its domain has a key that is in use. One query.

    `at` is the mail's own time, so that the same mail is the same bytes each time.
    """
    domain = sender.rpartition("@")[2].lower()
    in_use = Q(forced=True) | Q(seen_at__isnull=False)
    key = DkimKey.objects.filter(in_use, domain=domain).first()
    if key is None:
        return raw
    try:
        private = unseal(key.private, purpose=KEY_OF)
        return dkim.sign(
            raw, domain=domain, selector=key.selector, key=private.encode(), at=int(at.timestamp())
        )
    except (CannotUnseal, ValueError):
        log.exception("mail from %s could not be signed", domain)
        return raw
