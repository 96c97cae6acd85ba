"""For whom a fetched message was: a mailbox has no envelope, so its fields are asked."""

from madang.channels.models import Inbox
from madang.lib.mime.addresses import read_addresses
from madang.lib.mime.headers import decode_words, read_fields
from madang.tickets.threads import without_tag

SAID_BY_SERVERS = ("delivered-to", "x-original-to", "envelope-to")
SAID_BY_SENDERS = ("to", "cc", "resent-to")
MOST_READ = 100


class Envelope:
    """The sender and recipients that a message's own fields tell."""

    def __init__(self, content: bytes) -> None:
        fields, _ = read_fields(content, 0, len(content))
        self.mail_from = _first(fields.first("return-path"))
        self.subject = decode_words(fields.first("subject"))
        self.sender = _first(fields.first("from"))
        self.recipients = [
            one.email
            for name in (*SAID_BY_SERVERS, *SAID_BY_SENDERS)
            for value in fields.all(name)
            for one in read_addresses(value, limit=MOST_READ)
            if one.email
        ]


def inbox_for(envelope: Envelope, *, own: Inbox, others: dict[str, Inbox]) -> tuple[Inbox, str]:
    """The inbox that takes the message, and the address by which it was reached.

    The mailbox's own inbox takes what was written to it, and what names no support address at all (a list, a
    blind copy). What names another support address alone was written to that one: an alias of this mailbox.
    """
    plain = [(address, without_tag(address)) for address in envelope.recipients[:MOST_READ]]
    for address, without in plain:
        if own.address in {address.lower(), without}:
            return own, address
    for address, without in plain:
        other = others.get(address.lower()) or others.get(without)
        if other is not None:
            return other, address
    return own, own.address


def _first(value: str) -> str:
    return next((one.email for one in read_addresses(value, limit=5) if one.email), "")
