"""Reports about mails that we sent: which mail each is about, and what became of it.

Outgoing mail carries a return address of its own, help+b77.k3n5q7wz2a@lantern.example: the number is that of
the row in the ledger, the digest is keyed. So a report that names nothing still finds its mail, and nobody
can make one up for somebody else's.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence

from madang.channels.base import DeliveryReport, InboundMessage, ReportedRecipient
from madang.lib.secret import key_for
from madang.lib.text.previews import preview

from .actions import mark_bounced, mark_delayed
from .models import Delivery
from .statuses import status_in

_RETURN = re.compile(
    r"\A(?P<local>[^+@]+)\+b(?P<number>\d{1,18})\.(?P<digest>[a-z2-7]{10})@(?P<domain>.+)\Z", re.I
)
_MARK = re.compile(r"b(?P<number>\d{1,18})\.[a-z2-7]{10}")
_MOST_NAMED = 50
_MOST_WORDS = 500


def return_address(inbox: str, *, delivery: int) -> str:
    """Where reports about a mail come back to; `inbox` is the address that it was sent from."""
    local, _, domain = inbox.rpartition("@")
    return f"{local}+b{delivery}.{_digest(inbox, delivery)}@{domain}"


def delivery_of(address: str) -> Delivery | None:
    """The mail whose return address this is, None when it is not one of ours."""
    found = _RETURN.match(address.strip())
    if found is None:
        return None
    inbox, number = f"{found['local']}@{found['domain']}", int(found["number"])
    if not hmac.compare_digest(_digest(inbox, number), found["digest"].lower()):
        return None
    return Delivery.objects.select_related("ticket").defer("raw").filter(pk=number).first()


def mark_in(address: str) -> str:
    """What of a return address tells the mail: short, and nobody else can make it up. Empty for others."""
    found = _RETURN.match(address.strip())
    return f"b{found['number']}.{found['digest'].lower()}" if found is not None else ""


def delivery_marked(mark: str) -> Delivery | None:
    """The mail of that mark, None when it is not one of ours."""
    found = _MARK.fullmatch(mark)
    if found is None:
        return None
    delivery = Delivery.objects.select_related("inbox").defer("raw").filter(pk=int(found["number"])).first()
    if delivery is None or delivery.inbox is None:
        return None
    genuine = mark_in(return_address(delivery.inbox.address, delivery=delivery.pk))
    return delivery if hmac.compare_digest(genuine, mark) else None


def is_report(message: InboundMessage) -> bool:
    """Whether the message reports that mail was not delivered, or not yet."""
    return message.report is not None or message.auto_reply == "bounce"


def take(message: InboundMessage, *, rcpt_to: str) -> bool:
    """Write down what a report says about mails of ours; returns whether it was about any.

    `rcpt_to` is the address that the report came to.
    """
    if not is_report(message):
        return False
    report = message.report or DeliveryReport()
    by_address = delivery_of(rcpt_to)
    deliveries = [by_address] if by_address is not None else _named_in(message, report)
    for delivery in deliveries:
        said = _said_about(delivery, report.recipients, alone=len(deliveries) == 1)
        if said is None and report.recipients:
            continue  # it names others only
        _write_down(delivery, said or ReportedRecipient(email=delivery.recipient), message)
    return bool(deliveries)


def _write_down(delivery: Delivery, said: ReportedRecipient, message: InboundMessage) -> None:
    words = said.words or preview(message.body_text, _MOST_WORDS)
    status = said.status or status_in(words) or status_in(message.body_text[:20_000])
    if said.action == "failed":
        mark_bounced(delivery, words=words, status=status)
    elif said.action == "delayed":
        mark_delayed(delivery, words=words, status=status)


def _named_in(message: InboundMessage, report: DeliveryReport) -> Sequence[Delivery]:
    """The mails that a report without our return address is about: by Message-ID, and by recipient."""
    ids = [report.message_id] if report.message_id else [message.in_reply_to, *message.references[-5:]]
    named_ids = [one for one in ids if one]
    known = Delivery.objects.select_related("ticket").defer("raw").order_by("pk")
    found = list(known.filter(mail_id__in=named_ids)[:_MOST_NAMED])
    if not found:  # a provider may have given a mail an id of its own
        found = list(known.filter(handed_over__message_id__in=named_ids)[:_MOST_NAMED])
    if len(found) < 2:
        return found
    named = {one.email.lower() for one in report.recipients}
    text = "" if named else message.body_text.lower()
    return [
        one for one in found if one.recipient.lower() in named or (text and one.recipient.lower() in text)
    ]


def _said_about(
    delivery: Delivery, recipients: Iterable[ReportedRecipient], *, alone: bool
) -> ReportedRecipient | None:
    """What the report says about the mail's recipient.

    A mail that was forwarded comes back for an address we never wrote to: when the report is about one mail
    alone, that is its recipient all the same.
    """
    said = list(recipients)
    same = [one for one in said if one.email.lower() == delivery.recipient.lower()]
    if same:
        return same[0]
    return said[0] if said and alone else None


def _digest(inbox: str, number: int) -> str:
    what = f"{inbox.lower()} {number}".encode()
    mac = hmac.new(key_for("return address"), what, hashlib.sha256).digest()
    return base64.b32encode(mac).decode("ascii").lower()[:10]
