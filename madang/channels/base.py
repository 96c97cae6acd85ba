"""What every channel turns bytes into, and makes bytes from.

A channel kind is one module in `kinds/`. It sees only these types, touches no database and raises only
`TemporaryFailure` or `PermanentFailure`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


class ChannelFailure(Exception):
    """The other side did not take a message; `str()` is what it answered, for a person to read."""


class TemporaryFailure(ChannelFailure):
    """Trying the same message again later may succeed."""


class PermanentFailure(ChannelFailure):
    """Trying the same message again will not succeed; somebody has to act."""


@dataclass(frozen=True, slots=True)
class Address:
    """One person's address on a channel: `name` may be empty, `email` is as written, unfolded and trimmed."""

    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file that came or goes with a message.

    `filename` is safe to show and to save under (no path, no control or bidi characters, never empty);
    `content_id` is the id without angle brackets by which the HTML body names an inline picture.
    """

    filename: str
    content_type: str
    content: bytes
    inline: bool = False
    content_id: str = ""

    @property
    def size(self) -> int:
        """Length of the content in bytes."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class ReportedRecipient:
    """What a delivery report says of one recipient (RFC 3464, 2.3).

    `action` is "failed", "delayed", "delivered", "relayed" or "expanded"; `status` the code such as "5.1.1",
    empty when none is named; `words` what the refusing server said, for a person to read.
    """

    email: str
    action: str = "failed"
    status: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A report about a message that was sent earlier; `message_id` names that message, empty when unknown.

    `found_in` says where the name stood: "original" (the returned message), "report" (its fields), "words"
    (of the letter) or "answer" (In-Reply-To, References).
    """

    message_id: str = ""
    found_in: str = ""
    recipients: tuple[ReportedRecipient, ...] = ()


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """What one received message means, whatever it was sent by.

    `body_html` is as received apart from its charset: it must pass `madang.lib.html.clean` before it is
    kept or shown. `body_text` is always there when the message has any words: from the plain part, else
    made from the HTML. `reply_text` is what of it is new: without the quoted history and the signature;
    `reply_text_reason` names the rules that cut. `signed` is "S/MIME" or "PGP" for a message that carries a
    signature, which nobody checked. `auto_reply` is why the message counts as written by a machine
    ("auto-submitted", "bounce", "vacation", "list", "own"), or empty. `report` is there when the message
    reports what became of an earlier one, `receipt_of` is the id of one that it says was read, or whatever
    else `disposition` says ("displayed", "deleted"). All ids are without angle brackets. `sent_at` is the
    sender's own claim, None when missing or absurd. `headers` holds the few raw headers that screening reads,
    in lower case.
    """

    sender: Address
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    body_text: str = ""
    body_html: str = ""
    files: tuple[File, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    auto_reply: str = ""
    reply_text: str = ""
    reply_text_reason: str = ""
    signed: str = ""
    report: DeliveryReport | None = None
    receipt_of: str = ""
    disposition: str = ""
    sent_at: datetime | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One message to one recipient, ready to be written in a channel's own format.

    `date` makes the rendering repeatable: the same OutboundMessage always renders to the same bytes, so a
    message handed over twice after a crash is the same message for the receiver.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    body_text: str
    message_id: str
    date: datetime
    body_html: str = ""
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    automatic: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
