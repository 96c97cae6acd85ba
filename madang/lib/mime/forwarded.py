"""A mail that somebody passed on: who wrote it first, what it said, and what was written above it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madang.lib.mime.addresses import Mailbox, read_addresses

MAX_LINES = 5_000
MAX_HEADER_LINES = 16

_PREFIX = re.compile(
    r"\s*(?:(?:fwd?|wg|tr|rv|enc|전달|転送|转发|轉寄)\s*[:：]|\[(?:fwd?|전달)[:\]])\s*",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"(?:-{2,}\s?(?:forwarded (?:message|by)|original (?:message|e-?mail)"
    r"|전달된\s?(?:메시지|메일|이메일)|전달\s?메시지|원본\s?(?:메시지|메일|이메일)"
    r"|weitergeleitete nachricht|message transféré|転送メッセージ)"
    r".{0,60}?-*"
    r"|begin forwarded message:|전달된 (?:메시지|이메일)(?: 시작)?:|_{10,})\Z",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(?P<label>[^\s:：][^:：]{0,24}?)\s*[:：]\s?(?P<value>.*)\Z")
_FROM = frozenset(
    (
        "from",
        "보낸사람",
        "보낸이",
        "발신",
        "발신자",
        "보내는사람",
        "von",
        "de",
        "van",
        "da",
        "差出人",
        "发件人",
        "寄件者",
    )
)
_OTHERS = frozenset(
    (
        *("subject", "date", "sent", "to", "cc", "reply-to"),
        *(
            "제목",
            "날짜",
            "보낸날짜",
            "보낸시간",
            "보낸일시",
            "일시",
            "받는사람",
            "받는이",
            "수신",
            "수신자",
            "참조",
        ),
        *("betreff", "datum", "gesendet", "an", "objet", "envoyé", "à", "asunto", "fecha", "enviado", "para"),
        *(
            "oggetto",
            "onderwerp",
            "件名",
            "送信日時",
            "日付",
            "宛先",
            "主题",
            "主旨",
            "发送时间",
            "日期",
            "收件人",
            "抄送",
        ),
    )
)
_DECORATION = "*_ \t>|"
_MAILTO = re.compile(r"\[mailto:([^\]\s]{3,254})\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What was passed on: `sender` wrote `text` first, `note` stands above it, by who passed it on."""

    sender: Mailbox
    text: str
    note: str = ""


def is_forwarded(subject: str) -> bool:
    """Whether a subject says that the mail was passed on: Fwd:, FW:, 전달: and the like."""
    return _PREFIX.match(subject) is not None


def without_prefix(subject: str) -> str:
    """The subject as it was before it was passed on."""
    while (prefix := _PREFIX.match(subject)) and prefix.end():
        subject = subject[prefix.end() :]
    return subject.strip()


def read_forwarded(text: str) -> Forwarded | None:
    r"""What a forwarded mail's text says of the mail inside it; None when no sender with an address is named.

    `text` has `\n` line ends. Reads the first header block, as mail programs write it above a forwarded mail.
    """
    lines = text.split("\n", MAX_LINES)
    for at, line in enumerate(lines):
        bare = line.strip(_DECORATION.replace("_", ""))
        is_mark = bool(bare) and len(bare) < 120 and _MARK.match(bare) is not None
        if not is_mark and _label_of(line) not in _FROM:
            continue
        start = at + 1 if is_mark else at
        fields, after = _header_block(lines, start)
        sender = _sender(fields)
        if sender is None:
            continue
        note = "\n".join(lines[:at]).strip()
        return Forwarded(sender=sender, text="\n".join(lines[after:]).strip(), note=note)
    return None


def _header_block(lines: Sequence[str], start: int) -> tuple[Mapping[str, str], int]:
    """The fields from the line `start` on, and the first line behind them; nothing when it is no block."""
    fields: dict[str, str] = {}
    at = start
    while at < len(lines) and not lines[at].strip(_DECORATION) and at < start + 3:
        at += 1
    last = ""
    while at < min(len(lines), start + MAX_HEADER_LINES):
        bare = lines[at].strip(_DECORATION)
        if not bare:
            break
        label = _label_of(lines[at])
        if label:
            found = _FIELD.match(bare)
            last = label
            fields.setdefault(label, found["value"].strip(_DECORATION) if found else "")
        elif last:
            fields[last] += f" {bare}"  # a long line that was broken
        else:
            break
        at += 1
    return (fields, at) if len(fields) > 1 else ({}, at)


def _label_of(line: str) -> str:
    """Which field a line of a header block holds, in lower case without spaces; empty for none."""
    found = _FIELD.match(line.strip(_DECORATION))
    if found is None:
        return ""
    closed = found["label"].strip(_DECORATION).lower().replace(" ", "")
    return closed if closed in _FROM or closed in _OTHERS else ""


def _sender(fields: Mapping[str, str]) -> Mailbox | None:
    value = next((fields[label] for label in _FROM if fields.get(label)), "")
    boxes = read_addresses(_MAILTO.sub(r"<\1>", value)) if value else ()
    return next((box for box in boxes if box.email), None)
