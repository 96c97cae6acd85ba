"""What a report says about a mail that was sent earlier: which one, who did not get it, and why.

Standard ones (RFC 3464) name all that in fields. Others (qmail, Exim, older Exchange, the Korean portals)
write a letter about it and add the original below, whole or its headers.
"""

import re
from collections.abc import Iterator

from madang.channels.base import DeliveryReport, ReportedRecipient
from madang.lib.mime import characters
from madang.lib.mime.addresses import read_addresses
from madang.lib.mime.headers import Fields, decode_words, read_fields
from madang.lib.mime.identifiers import read_identifiers
from madang.lib.mime.parts import Part
from madang.lib.mime.parts import read as read_parts

MAX_RECIPIENTS = 200
MAX_WORDS = 500
"""Characters of what the refusing server said."""

MAX_NOTICE = 50_000
"""Characters of a letter that are searched."""

_ACTIONS = frozenset({"failed", "delayed", "delivered", "relayed", "expanded"})
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?:[\s-]|$)")
_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]{1,64}@[A-Za-z0-9.-]{1,250}[A-Za-z0-9]")
_COPY = re.compile(
    r"^[-=_* ]*(?:below this line is a copy|this is a copy of|original message|original headers"
    r"|message header|included is a copy|undelivered message|transcript of session follows"
    r"|원본 ?(?:메일|메시지|헤더)|보낸 ?메일 ?(?:원문|내용)|반송된 ?메일).{0,80}$|^return-path:|^received: ",
    re.IGNORECASE | re.MULTILINE,
)
_MESSAGE_ID = re.compile(
    r"^[ >*|]{0,8}(?:original-)?message-id[ *|]{0,4}:\s{0,4}(<[^<>\s]{3,900}>)", re.IGNORECASE | re.MULTILINE
)
_DELAYED = re.compile(
    r"delay|will (?:be )?(?:retr|try|keep trying)|not yet been delivered|temporar|지연|재시도|다시 시도",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"fail|undeliver|could ?n[o']t|permanent|rejected|실패|반송|거부|없는 (?:계정|사용자|메일)", re.IGNORECASE
)


def read_report(mail: Part, *, words: str, own: frozenset[str]) -> DeliveryReport:
    """What the delivery report `mail` says; `words` is its text, `own` the addresses it was sent to."""
    original = named = ""
    recipients = list[ReportedRecipient]()
    for part in mail.walk():
        if part.type.main == "message" and part.type.sub in ("delivery-status", "global-delivery-status"):
            recipients += _status_fields(part)
            named = named or _first(part, "original-message-id")
        elif part.type.name in ("message/rfc822", "message/global", "message/partial"):
            original = original or _identifier(read_parts(part.content(limit=100_000)).fields)
        elif part.type.sub in ("rfc822-headers", "global-headers"):
            original = original or _identifier(_headers_in(part))
    notice = words[:MAX_NOTICE]
    copy = _COPY.search(notice)
    letter = notice[: copy.start()] if copy else notice
    written = _MESSAGE_ID.search(notice)
    places = {
        "original": original,
        "report": named or _first_of(_named(mail, "x-original-message-id")),
        "words": _first_of(written[1]) if written else "",
        "answer": _first_of(_named(mail, "in-reply-to", "references")),
    }
    place = next((place for place, identifier in places.items() if identifier), "")
    return DeliveryReport(
        message_id=places.get(place, ""),
        found_in=place,
        recipients=tuple(recipients[:MAX_RECIPIENTS] or _written_recipients(mail, letter, own)),
    )


def read_receipt_of(mail: Part) -> str:
    """The id of the message that a read report (RFC 8098) is about; empty when none is named."""
    part = _notification(mail)
    return _first(part, "original-message-id") if part is not None else ""


def read_disposition(mail: Part) -> str:
    """What became of the message, as a read report says (RFC 8098, 3.2.6): "displayed", "deleted" or else.

    Empty when it says nothing.
    """
    part = _notification(mail)
    if part is None:
        return ""
    said = next((fields.first("disposition") for fields in _groups(part) if "disposition" in fields), "")
    return said.rpartition(";")[2].partition("/")[0].strip().lower()[:40]


def _notification(mail: Part) -> Part | None:
    kinds = ("disposition-notification", "global-disposition-notification")
    return next((part for part in mail.walk() if part.type.sub in kinds), None)


def _status_fields(part: Part) -> Iterator[ReportedRecipient]:
    """One recipient for each group of fields that names one (RFC 3464, 2.1)."""
    for fields in _groups(part):
        final, original = (
            _email_of(fields.first(name).rpartition(";")[2])
            for name in ("final-recipient", "original-recipient")
        )
        email = final if "@" in final else original or final
        if not email:
            continue
        action = fields.first("action").strip().lower().partition(" ")[0]
        words = _words_of(decode_words(fields.first("diagnostic-code")).removeprefix("smtp;"))
        status = _STATUS.search(fields.first("status")) or _STATUS.search(words)
        code = status[1] if status else ""
        if code in ("5.0.0", "4.0.0") and (better := _STATUS.search(words)):
            code = better[1]
        if action not in _ACTIONS:
            action = "delayed" if code.startswith("4") else "failed"
        yield ReportedRecipient(email=email, action=action, status=code, words=words)


def _written_recipients(mail: Part, letter: str, own: frozenset[str]) -> Iterator[ReportedRecipient]:
    """Who a letter says was not reached, with what it says next to each."""
    failed = [box.email for box in read_addresses(_named(mail, "x-failed-recipients"))]
    lines = letter.split("\n")
    found: dict[str, list[int]] = {}
    for number, line in enumerate(lines[:2000]):
        for match in _ADDRESS.finditer(line[:1000]):
            if len(found) < MAX_RECIPIENTS:
                found.setdefault(match[0].lower(), []).append(number)
    named = {number for places in found.values() for number in places}
    if not failed:
        failed = [
            email
            for email in found
            if email not in own
            and not email.startswith(("mailer-daemon@", "postmaster@", "mail-daemon@", "noreply@"))
        ]
    subject = decode_words(mail.fields.first("subject"))
    for email in failed[:MAX_RECIPIENTS]:
        told = [_words_of(" ".join(_said(lines, at, named))) for at in found.get(email.lower(), [])[:5]]
        # An address may stand in the head of the letter too: the place where a code is near says why.
        words = next(
            (one for one in told if _STATUS.search(one) or _REPLY_CODE.search(one)), "".join(told[:1])
        )
        status = _STATUS.search(words) or _STATUS.search(letter)
        reply = _REPLY_CODE.search(words)
        code = status[1] if status else f"{reply[1]}.0.0" if reply else ""
        late = not code.startswith("5") and bool(
            code.startswith("4")
            or (_DELAYED.search(subject + letter) and not _FAILED.search(subject + words))
        )
        yield ReportedRecipient(email=email, action="delayed" if late else "failed", status=code, words=words)


def _said(lines: list[str], number: int, others: set[int]) -> Iterator[str]:
    """What stands in the line of an address after it, and in the paragraph below, up to the next address."""
    yield _ADDRESS.sub("", lines[number]).strip(" <>:*-|\t")
    gap = 0
    for index in range(number + 1, min(number + 9, len(lines))):
        line = lines[index].strip()
        if index in others:
            return
        gap += not line
        if gap > 1:
            return
        yield line


def _words_of(text: str) -> str:
    return characters.line(text, limit=MAX_WORDS)


def _headers_in(part: Part) -> Fields:
    raw = part.content(limit=100_000)
    return read_fields(raw, 0, len(raw))[0]


def _identifier(fields: Fields) -> str:
    return _first_of(fields.first("message-id"))


def _first_of(value: str) -> str:
    return next(iter(read_identifiers(value)), "")


def _first(part: Part, name: str) -> str:
    for fields in _groups(part):
        for given in (name, f"x-{name}"):
            if given in fields:
                return _first_of(fields.first(given))
    return ""


def _groups(part: Part) -> Iterator[Fields]:
    raw = part.content(limit=200_000).replace(b"\r\n", b"\n").strip(b"\n")
    for group in re.split(rb"\n[ \t]*\n", raw)[: MAX_RECIPIENTS + 1]:
        yield read_fields(group, 0, len(group))[0]


def _named(mail: Part, *names: str) -> str:
    return next((" ".join(mail.fields.all(name)) for name in names if name in mail.fields), "")


def _email_of(text: str) -> str:
    found = _ADDRESS.search(text)
    return found[0] if found else characters.line(text, limit=254).strip("<> ")
