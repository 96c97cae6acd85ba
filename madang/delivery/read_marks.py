"""Whether a mail was opened, as far as that can be known.

A mail may carry a picture of one point with an address of its own. Programs that fetch all pictures ahead
(Apple Mail's privacy protection, Gmail's and others' proxies, mail scanners) say nothing about a person, and
neither do our own agents' views: none of these counts, and without a sign nothing is said.
"""

import re

from django.conf import settings
from django.core import signing
from django.utils import timezone

from .actions import mark_opened
from .models import Delivery, DeliveryState

SALT = "madang.delivery.read mark"
_PROXIES = re.compile(
    r"GoogleImageProxy|YahooMailProxy|ggpht|Outlook-(?:iOS|Android)-proxy|BingPreview|Barracuda|Proofpoint|Mimecast"
    r"|bot\b|crawl|spider|preview|python|curl|wget|Go-http|Java/|okhttp|HeadlessChrome",
    re.IGNORECASE,
)
_SOONER_THAN_A_PERSON = 10.0
"""Seconds after sending within which scanners fetch what is in a mail."""


def mark_address(delivery: Delivery) -> str:
    """The address of the picture; the same mail has the same one."""
    token = signing.Signer(salt=SALT).sign(str(delivery.pk))
    return f"{settings.MADANG.url}/r/{token}.gif"


def was_fetched(token: str, *, agent: str, by_agent: bool) -> None:
    """A mail's picture was fetched by the program `agent`; `by_agent` when one of our people is signed in."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return
    delivery = Delivery.objects.defer("raw").filter(pk=pk, state=DeliveryState.SENT).first()
    if delivery is None or by_agent or not is_a_sign(agent):
        return
    now = timezone.now()
    if delivery.sent_at is not None and (now - delivery.sent_at).total_seconds() >= _SOONER_THAN_A_PERSON:
        mark_opened(delivery, at=now)


def is_a_sign(agent: str) -> bool:
    """Whether a fetch by that program means that a person opened the mail.

    Apple's protection names itself "Mozilla/5.0" and nothing more, so that nothing can be known.
    """
    named = agent.strip()
    return bool(named) and named != "Mozilla/5.0" and not _PROXIES.search(named)
