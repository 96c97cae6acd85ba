"""An outgoing message as the bytes of a mail; the same message is always the same bytes."""

import re
from collections.abc import Sequence
from email.utils import format_datetime
from hashlib import sha256

from madang.channels.base import Address, File, OutboundMessage, PermanentFailure
from madang.lib.html import to_text
from madang.lib.mime import filenames, writing
from madang.lib.mime.parameters import is_type

MAX_REFERENCES = 20
"""Ids of the conversation that are sent along, the first and the last: servers limit a header's length."""

_EMAIL = re.compile(
    r"(?:[\w.!#$%&'*+/=?^`{|}~-]{1,64}|\"[\w.!#$%&'*+/=?^`{|}~ @,-]{1,62}\")@[A-Za-z0-9.-]{1,255}", re.ASCII
)
_IDENTIFIER = re.compile(r"[!-;=?-~]{1,900}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,75}")
_OUR_NAMES = (
    "from to cc bcc reply-to subject date message-id in-reply-to references mime-version content-type "
    "content-transfer-encoding content-disposition content-id return-path sender received"
)
_OURS = frozenset(_OUR_NAMES.split())
_UNMARKED = "=_"  # stands in no base64 and in no quoted-printable, so in no encoded part


def render(message: OutboundMessage) -> bytes:
    """`message` as a mail with CRLF line ends, text and HTML, ready for SMTP's DATA.

    Raises PermanentFailure when an address can't be written in a mail, and ValueError when the message has no
    usable id, a date without a zone, or extra headers that this function writes itself.
    """
    boundary = _UNMARKED + sha256(message.message_id.encode("utf-8", "replace")).hexdigest()[:32]
    return b"".join(_headers(message)) + b"MIME-Version: 1.0\r\n" + _content(message, boundary)


def _headers(message: OutboundMessage) -> list[bytes]:
    if not _IDENTIFIER.fullmatch(message.message_id) or "@" not in message.message_id:
        raise ValueError(f"Not a message id: {message.message_id!r}")
    if message.date.tzinfo is None:
        raise ValueError("The date of a mail needs a time zone")
    lines = [
        writing.structured("From", [_mailbox(message.sender)]),
        writing.structured("To", _mailboxes(message.to))
        if message.to
        else b"To: undisclosed-recipients:;\r\n",
    ]
    if message.cc:
        lines.append(writing.structured("Cc", _mailboxes(message.cc)))
    if message.reply_to is not None:
        lines.append(writing.structured("Reply-To", [_mailbox(message.reply_to)]))
    lines += [
        writing.header("Subject", message.subject),
        writing.structured("Date", [format_datetime(message.date)]),
        writing.structured("Message-ID", [f"<{message.message_id}>"]),
    ]
    parent = _identifiers([message.in_reply_to])
    if parent:
        lines.append(writing.structured("In-Reply-To", parent))
    references = _identifiers([*message.references, message.in_reply_to])
    if references:
        lines.append(writing.structured("References", references))
    if message.automatic:
        lines += [
            writing.header("Auto-Submitted", "auto-replied" if message.in_reply_to else "auto-generated"),
            writing.header("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply"),
            writing.header("Precedence", "auto_reply"),
        ]
    return lines + [_extra(name, value) for name, value in message.headers.items()]


def _extra(name: str, value: str) -> bytes:
    if not _NAME.fullmatch(name) or name.lower() in _OURS:
        raise ValueError(f"Not an extra header: {name!r}")
    return writing.header(name, value)


def _mailboxes(addresses: Sequence[Address]) -> list[str]:
    written = [_mailbox(address) for address in addresses]
    return [one + "," for one in written[:-1]] + written[-1:]


def _mailbox(address: Address) -> str:
    local, _, domain = address.email.strip().rpartition("@")
    try:
        email = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        email = ""
    if not _EMAIL.fullmatch(email):
        raise PermanentFailure(f"The address {address.email!r} can't be written in a mail")
    name = writing.phrase(address.name)
    return f"{name} <{email}>" if name else email


def _identifiers(values: Sequence[str]) -> list[str]:
    """Ids for threading, each once, too many shortened in the middle; what can't be an id is left out."""
    ids = list(dict.fromkeys(value for value in values if _IDENTIFIER.fullmatch(value)))
    if len(ids) > MAX_REFERENCES:
        ids = ids[:1] + ids[1 - MAX_REFERENCES :]
    return [f"<{value}>" for value in ids]


def _content(message: OutboundMessage, boundary: str) -> bytes:
    """mixed( alternative( text, related( html, pictures ) ), files ), each level only when needed."""
    mark = _UNMARKED.encode()
    shown = message.body_html != ""
    pictures = [file for file in message.files if shown and file.inline and file.content_id]
    files = [file for file in message.files if file not in pictures]
    content = writing.text_part("text/plain", message.body_text or to_text(message.body_html), forbidden=mark)
    if shown:
        html = writing.text_part("text/html", message.body_html, forbidden=mark)
        if pictures:
            pieces = [html, *(_file(file, inline=True) for file in pictures)]
            html = writing.multipart("related", boundary + "r", pieces, parameters=' type="text/html";')
        content = writing.multipart("alternative", boundary + "a", [content, html])
    if files:
        pieces = [content, *(_file(file, inline=False) for file in files)]
        content = writing.multipart("mixed", boundary + "m", pieces)
    return content


def _file(file: File, *, inline: bool) -> bytes:
    kind = file.content_type.lower()
    # A mail within a mail may not be base64 (RFC 2046, 5.2.1), and unencoded it would not arrive unchanged.
    if not is_type(kind) or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    name = filenames.safe(file.filename) or filenames.fallback(kind, 1)
    disposition = "inline" if inline else "attachment"
    lines = [
        writing.structured("Content-Type", [f"{kind};", writing.parameter("name", name, encoded=False)]),
        writing.structured("Content-Disposition", _disposition(disposition, name)),
        writing.structured("Content-Transfer-Encoding", ["base64"]),
    ]
    if file.content_id and _IDENTIFIER.fullmatch(file.content_id):
        lines.append(writing.structured("Content-ID", [f"<{file.content_id}>"]))
    return b"".join(lines) + b"\r\n" + writing.base64_lines(file.content)


def _disposition(disposition: str, name: str) -> list[str]:
    written = writing.parameter("filename", name)
    pieces = written.split("; ") if "*0*=" in written else [written]
    return [f"{disposition};", *(f"{piece};" for piece in pieces[:-1]), pieces[-1]]
