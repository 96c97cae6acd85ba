"""The private page of an answer on the web: its address, and whether it is open.

Each mail has a page of its own, /v/77.k3n5q7wz2a…: the number is that of the row in the ledger, the digest
is keyed and belongs to this message and this recipient. Whoever has the address is let in, and nobody can
guess it.
"""

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from madang.lib.secret import key_for
from madang.tickets.models import Away, Visibility

from .models import Delivery, MailLook, Purpose

PATH = "/v/"
DIGEST_CHARACTERS = 26
"""Five bits each: 130 of them."""

_TOKEN = re.compile(r"\A(?P<number>\d{1,18})\.(?P<digest>[a-z2-7]{26})\Z")


def web_address(delivery: Delivery) -> str:
    """The address of the mail's page; the same mail has the same one."""
    return f"{settings.MADANG.url}{PATH}{token_of(delivery)}"


def token_of(delivery: Delivery) -> str:
    """What opens the mail's page."""
    return f"{delivery.pk}.{_digest(delivery)}"


def mail_behind(token: str) -> Delivery | None:
    """The answer whose page the token opens; None for a wrong token, a page that ended or was withdrawn.

    Its ticket, brand, look and message come with it. One query.
    """
    found = _TOKEN.match(token)
    if found is None:
        return None
    related = Delivery.objects.select_related(
        "ticket__brand__mail_look", "ticket__inbox", "ticket__requester", "message"
    )
    public = related.filter(purpose=Purpose.REPLY, message__visibility=Visibility.PUBLIC)
    delivery = public.defer("raw").filter(pk=int(found["number"])).first()
    if delivery is None or not hmac.compare_digest(_digest(delivery), found["digest"]):
        return None
    return delivery if _is_open(delivery) else None


def has_page(delivery: Delivery, *, since: datetime | None) -> bool:
    """Whether the mail carries a link to its page; `since` is since when the brand's mail does."""
    return since is not None and delivery.created_at >= since


def ends_at(look: MailLook, delivery: Delivery) -> datetime | None:
    """When the mail's page ends; None for never."""
    return delivery.created_at + timedelta(days=look.web_page_days) if look.web_page_days else None


def _is_open(delivery: Delivery) -> bool:
    ticket = delivery.ticket
    if ticket is None or not ticket.brand.is_active or ticket.away == Away.DELETED:
        return False
    look: MailLook | None = getattr(ticket.brand, "mail_look", None)
    if look is None or not has_page(delivery, since=look.web_page_since):
        return False
    end = ends_at(look, delivery)
    return end is None or timezone.now() < end


def _digest(delivery: Delivery) -> str:
    what = f"{delivery.pk} {delivery.message_id} {delivery.recipient.lower()}".encode()
    mac = hmac.new(key_for("web page"), what, hashlib.sha256).digest()
    return base64.b32encode(mac).decode("ascii").lower()[:DIGEST_CHARACTERS]
