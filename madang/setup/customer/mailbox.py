"""What customers got from this desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.safestring import SafeString, mark_safe

from madang.channels.base import InboundMessage
from madang.channels.kinds import email
from madang.delivery.models import ARRIVED, Delivery, DeliveryState, Purpose
from madang.delivery.rendering import rendered
from madang.lib.html import display, from_text

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Got:
    """One mail as the customer got it: the exact bytes, and what a mail program makes of them."""

    delivery: Delivery
    raw: bytes
    message: InboundMessage


def mails() -> QuerySet[Delivery]:
    """Mails that went to customers, or would have.

    Mails with links that let somebody in count only while everything is kept here: whoever is trying the desk
    out needs the invitations, and the owner of a working desk has no business with other people's passwords.
    """
    got = Q(state__in=ARRIVED) & ~Q(purpose=Purpose.ACCOUNT)
    return Delivery.objects.filter(got | Q(state=DeliveryState.KEPT)).defer("raw")


def mails_to(address: str) -> Sequence[Delivery]:
    """What one customer got, the newest first."""
    found = mails().filter(recipient=address).select_related("inbox__brand", "ticket")
    return list(found.order_by("-pk")[:MOST_SHOWN])


def opened(delivery: Delivery) -> Got:
    """Take one mail out of its envelope."""
    raw = rendered(delivery)
    return Got(delivery=delivery, raw=raw, message=email.parse(raw))


def shown_html(got: Got, *, picture_address: str) -> SafeString:
    """The mail's HTML, or its text as HTML, safe in a frame of its own.

    `picture_address` is the address of the mail's files without their place among them.
    """
    if not got.message.body_html:
        return _safe(from_text(got.message.body_text))
    places = {file.content_id: place for place, file in enumerate(got.message.files) if file.content_id}

    def own_picture(content_id: str) -> str | None:
        place = places.get(content_id.strip("<>"))
        return f"{picture_address}{place}/" if place is not None else None

    return _safe(display(got.message.body_html, cid=own_picture).html)


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  # cleaned by madang.lib.html
