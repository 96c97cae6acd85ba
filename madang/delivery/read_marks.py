"""Whether a mail was opened, as far as that can be known.

The surest sign is a person on the answer's own page on the web: the page says so itself, once somebody has
moved or pressed something in it. A read report is what the recipient's mail program says. And a mail may
carry a picture of one point with an address of its own.

Programs that fetch everything ahead (Apple Mail's privacy protection, Gmail's and others' proxies, mail
scanners) say nothing about a person, and neither do our own agents' views: none of these counts, and without
a sign nothing is said.
"""

import re

from django.conf import settings
from django.core import signing
from django.utils import timezone

from .actions import mark_opened
from .models import Delivery, DeliveryState, Sign

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
        mark_opened(delivery, at=now, by=Sign.PICTURE)


def was_read_on_the_web(delivery: Delivery, *, agent: str, by_agent: bool) -> None:
    """Somebody's hand was on the mail's page, in the program `agent`; `by_agent` as in `was_fetched`."""
    if not by_agent and is_a_sign(agent):
        mark_opened(delivery, at=timezone.now(), by=Sign.WEB)


def is_a_sign(agent: str) -> bool:
    """Whether a fetch by that program means that a person opened the mail.

    Apple's protection names itself "Mozilla/5.0" and nothing more, so that nothing can be known.
    """
    named = agent.strip()
    return bool(named) and named != "Mozilla/5.0" and not _PROXIES.search(named)
