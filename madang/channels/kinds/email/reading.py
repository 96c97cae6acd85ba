"""What one raw mail means.

Nothing that a sender can write makes this raise, and its cost grows with the mail's length alone: the limits
are the MAX_… of `madang.lib.mime` and the ones here. What a limit leaves out is still in the raw original.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from madang.channels.base import Address, InboundMessage
from madang.channels.kinds.email.automatic import REPORTS, why_automatic
from madang.channels.kinds.email.body import read_body
from madang.channels.kinds.email.reports import read_disposition, read_receipt_of, read_report
from madang.lib.mime import characters, parts
from madang.lib.mime.addresses import Mailbox, read_addresses
from madang.lib.mime.dates import read_date
from madang.lib.mime.headers import Fields, decode_words
from madang.lib.mime.identifiers import read_identifier, read_identifiers

_FORWARDED = re.compile(
    r"\s*(?:(?:re|답장|회신)\s?[:：]\s?)*[\[(]?(?:fwd?|tr|wg|rv|i|enc|doorst|vs|전달|転送|转发|轉寄)[\])]?\s?[:：]",
    re.IGNORECASE,
)

MAX_SUBJECT = 500
MAX_HEADER = 4000
"""Characters of one header kept for screening."""

SCREENED = (
    "authentication-results",
    "auto-submitted",
    "delivered-to",
    "list-id",
    "list-unsubscribe",
    "precedence",
    "received-spf",
    "return-path",
    "sender",
    "x-auto-response-suppress",
    "x-failed-recipients",
    "x-forwarded-for",
    "x-forwarded-to",
    "x-forefront-antispam-report",
    "x-madang-desk",
    "x-ms-exchange-organization-scl",
    "x-original-to",
    "x-rspamd-action",
    "x-rspamd-score",
    "x-spam",
    "x-spam-flag",
    "x-spam-score",
    "x-spam-status",
)
"""Headers that are handed on as `InboundMessage.headers`; several of one name are joined by line ends."""


def parse(raw: bytes) -> InboundMessage:
    """The meaning of `raw`, one mail as it was received; never raises."""
    mail = parts.read(raw)
    hint = _charset_hint(mail)
    fields = mail.fields
    sender = _sender(fields, hint)
    subject = characters.line(decode_words(fields.first("subject", hint=hint)), limit=MAX_SUBJECT)
    body = read_body(mail, hint=hint, forwarded=_FORWARDED.match(subject) is not None)
    references = read_identifiers(" ".join(fields.all("references")))
    auto_reply = why_automatic(mail, sender=sender, subject=subject)
    to = _people(fields, "to", hint)
    report = None
    if auto_reply == "bounce":
        report = read_report(mail, words=body.text, own=frozenset(one.email.lower() for one in to))
    return InboundMessage(
        sender=sender,
        reply_to=_people(fields, "reply-to", hint),
        to=to,
        cc=_people(fields, "cc", hint),
        subject=subject,
        body_text=body.text,
        body_html=body.html,
        reply_text=body.text if auto_reply in REPORTS else body.new,
        reply_text_reason="" if auto_reply in REPORTS else body.cut,
        files=body.files,
        message_id=read_identifier(fields.first("message-id")),
        in_reply_to=next(iter(read_identifiers(fields.first("in-reply-to"))), ""),
        references=references,
        signed=body.signed,
        auto_reply=auto_reply,
        report=report,
        receipt_of=read_receipt_of(mail) if auto_reply == "receipt" else "",
        disposition=read_disposition(mail) if auto_reply == "receipt" else "",
        sent_at=read_date(fields.first("date"), received=_received(fields)),
        headers=_screened(fields, hint),
    )


def _charset_hint(mail: parts.Part) -> str:
    """The charset of the first words: raw 8-bit headers are most often written in it."""
    return next((part.type.charset for part in mail.walk() if part.type.charset), "")


def _sender(fields: Fields, hint: str) -> Address:
    named = ""
    for name in ("from", "sender", "reply-to", "return-path"):
        for box in _mailboxes(fields, name, hint):
            if box.email:
                return Address(box.email, box.name or named)
            named = named or box.name
    return Address("", named)


def _people(fields: Fields, name: str, hint: str) -> tuple[Address, ...]:
    return tuple(Address(box.email, box.name) for box in _mailboxes(fields, name, hint) if box.email)


def _mailboxes(fields: Fields, name: str, hint: str) -> Sequence[Mailbox]:
    values = fields.all(name, hint=hint)
    return read_addresses(", ".join(values)) if values else ()


def _received(fields: Fields) -> datetime | None:
    """When the last server took the mail: the topmost Received header ends in its time (RFC 5321, 4.4)."""
    value = fields.first("received")
    return read_date(value.rpartition(";")[2]) if value else None


def _screened(fields: Fields, hint: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in SCREENED:
        if name in fields:
            values = (characters.line(value, limit=MAX_HEADER) for value in fields.all(name, hint=hint)[:20])
            found[name] = "\n".join(values)
    return found
