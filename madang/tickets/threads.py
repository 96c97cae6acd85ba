"""Which ticket a message belongs to, as far as the message itself can tell. Pure: no Django, no database.

A reply address carries the ticket's number and a keyed digest: help+1042.k3n5q7wz@lantern.example. Who
answers to it need not be known, and nobody can guess the address of another ticket.

Side conversations have addresses of their own, help+s12.k3n5q7wz2a@lantern.example, by another digest: the
address of one never opens the other.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass

DIGEST_CHARACTERS = 10
_TOKEN = re.compile(
    r"\A(?P<local>[^+@]+)\+(?P<number>\d{1,18})\.(?P<digest>[a-z2-7]{10})@(?P<domain>.+)\Z", re.I
)

_SIDE = re.compile(
    r"\A(?P<local>[^+@]+)\+s(?P<side>\d{1,18})\.(?P<digest>[a-z2-7]{10})@(?P<domain>.+)\Z", re.I
)


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """What a reply address says: the inbox's address and the ticket's number."""

    inbox: str
    number: int


def reply_address(inbox: str, *, number: int, key: bytes) -> str:
    """The address to which answers on ticket `number` go; `inbox` is the address of its inbox."""
    local, _, domain = inbox.rpartition("@")
    return f"{local}+{number}.{_digest(inbox, number, key)}@{domain}"


def read_reply_address(address: str, *, key: bytes) -> ReplyAddress | None:
    """What a recipient's address says when it is a reply address that we made, else None."""
    found = _TOKEN.match(address.strip())
    if found is None:
        return None
    inbox = f"{found['local']}@{found['domain']}".lower()
    number = int(found["number"])
    if not hmac.compare_digest(_digest(inbox, number, key), found["digest"].lower()):
        return None
    return ReplyAddress(inbox=inbox, number=number)


def side_address(inbox: str, *, side: int, key: bytes) -> str:
    """The address to which answers in side conversation `side` go; `inbox` is the address it writes from."""
    local, _, domain = inbox.rpartition("@")
    return f"{local}+s{side}.{_digest(f'side {inbox}', side, key)}@{domain}"


def read_side_address(address: str, *, key: bytes) -> int | None:
    """The side conversation whose address this is, when we made it, else None."""
    found = _SIDE.match(address.strip())
    if found is None:
        return None
    side = int(found["side"])
    digest = _digest(f"side {found['local']}@{found['domain']}", side, key)
    return side if hmac.compare_digest(digest, found["digest"].lower()) else None


def without_tag(address: str) -> str:
    """The address without what stands between + and @, in lower case."""
    local, at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def outgoing_message_id(message: int, *, domain: str, key: bytes) -> str:
    """The Message-ID, without angle brackets, under which message `message` is sent, however often."""
    digest = _digest("message", message, key)
    return f"madang.{message}.{digest}@{domain}"


def side_message_id(message: int, *, domain: str, key: bytes) -> str:
    """The same of message `message` of a side conversation."""
    return f"madang.s{message}.{_digest('side message', message, key)}@{domain}"


def _digest(what: str, number: int, key: bytes) -> str:
    mac = hmac.new(key, f"{what.lower()} {number}".encode(), hashlib.sha256).digest()
    return base64.b32encode(mac).decode("ascii").lower()[:DIGEST_CHARACTERS]
