"""Read reports (MDN, RFC 8098): what the recipient's mail program says became of a mail of ours.

The desk asks for none. Some programs send them all the same, and some people have switched them on.
"""

from django.utils import timezone

from madang.channels.base import InboundMessage

from .actions import mark_deleted_unread, mark_opened
from .bounces import delivery_of
from .models import Delivery, MailLook, Sign


def is_report(message: InboundMessage) -> bool:
    """Whether a mail program reports what its user did with a mail."""
    return message.auto_reply == "receipt"


def take(message: InboundMessage, *, rcpt_to: str) -> bool:
    """Write down what a read report says of a mail of ours; returns whether it was about one.

    `rcpt_to` is the address that it came to. Only its own recipient speaks for a mail. A brand that wants no
    read marks gets none.
    """
    delivery = delivery_of(rcpt_to) or _named_in(message)
    if delivery is None:
        return False
    if _is_wanted(delivery):
        _write_down(delivery, message)
    return True


def _write_down(delivery: Delivery, message: InboundMessage) -> None:
    now = timezone.now()
    if message.disposition == "displayed":
        # The report's own clock may be wrong; that it is here is certain.
        told = message.sent_at or now
        began = delivery.sent_at or now
        mark_opened(delivery, at=told if began <= told <= now else now, by=Sign.REPORT)
    elif message.disposition == "deleted":
        mark_deleted_unread(delivery)


def _named_in(message: InboundMessage) -> Delivery | None:
    """The mail to the report's sender among those that went under the Message-ID that it names."""
    named = message.receipt_of or message.in_reply_to
    if not named:
        return None
    mails = Delivery.objects.filter(mail_id=named, recipient__iexact=message.sender.email)
    return mails.select_related("ticket").defer("raw").order_by("-pk").first()


def _is_wanted(delivery: Delivery) -> bool:
    if delivery.ticket is None:
        return False
    return MailLook.objects.filter(brand=delivery.ticket.brand_id, read_marks=True).exists()
