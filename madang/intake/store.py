"""Keep what came in, before anything reads it."""

import hashlib
import os
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from madang.channels.models import Inbox
from madang.lib.pubsub import publish

from .arrival import said_by_the_server, with_lateness
from .models import RawMessage

IN_THE_ROW = 256 * 1024
"""Originals up to this many bytes lie in the database, larger ones in a file."""

TOPIC = "intake"

_TRACE_FIELD = re.compile(
    rb"^(?:received|return-path|delivered-to|x-original-to|x-received|envelope-to)[ \t]*:"
    rb".*(?:\r?\n[ \t].*)*\r?\n?",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True)
class Original:
    """A message that lies safely, or will with its row: `path` is empty for one that goes into the row.

    `came` is when the server before us took it, by that server's word.
    """

    digest: str
    size: int
    content: bytes | None
    path: str
    came: datetime | None = None


def store(
    content: bytes,
    *,
    mail_from: str,
    recipients: Sequence[tuple[Inbox, str]],
    handed_over: Mapping[str, str] | None = None,
) -> list[RawMessage]:
    """Store one message durably for each inbox and return its rows; the same delivery is stored once.

    `recipients` are the inboxes with the address that was written to, `handed_over` is which server brought
    it ({client: IP address, helo: name}). When this returns, the message survives a crash and a power cut.
    """
    original = lay_down(content)
    with transaction.atomic():
        return enter(original, mail_from=mail_from, recipients=recipients, handed_over=handed_over)


def lay_down(content: bytes) -> Original:
    """Bring a message's bytes to where they will stay: a large one is a file that survives a power cut."""
    path = _write_file(content) if len(content) > IN_THE_ROW else ""
    return Original(
        digest=content_digest(content),
        size=len(content),
        content=None if path else content,
        path=path,
        came=said_by_the_server(content),
    )


def enter(
    original: Original,
    *,
    mail_from: str,
    recipients: Sequence[tuple[Inbox, str]],
    handed_over: Mapping[str, str] | None = None,
    is_old: bool = False,
) -> list[RawMessage]:
    """Write the rows of a message, in the transaction under way; those that were there already stay.

    `is_old` is mail that lay in a mailbox before that was connected.
    """
    now = timezone.now()
    rows = []
    for inbox, rcpt_to in recipients:
        row = RawMessage(
            inbox=inbox,
            mail_from=mail_from[:320],
            rcpt_to=rcpt_to[:320],
            digest=original.digest,
            size=original.size,
            content=original.content,
            path=original.path,
            received_at=now,
            is_old=is_old,
            handed_over=with_lateness(handed_over, said=original.came, now=now),
        )
        rows.append(_once(row))
    transaction.on_commit(lambda: publish(TOPIC, {}))
    return rows


def read(raw: RawMessage) -> bytes:
    """The original bytes of a stored message."""
    if raw.path:
        return (settings.MADANG.data / raw.path).read_bytes()
    return bytes(raw.content or b"")


def forget_content(raw: RawMessage) -> None:
    """Let go of a message's bytes; the caller saves the row. A file goes once that is committed.

    Rows of one mail to several inboxes share a file: the last of them takes it along.
    """
    path, raw.content, raw.path = raw.path, None, ""
    if path and not RawMessage.objects.filter(path=path).exclude(pk=raw.pk).exists():
        transaction.on_commit(lambda: (settings.MADANG.data / path).unlink(missing_ok=True))


def content_digest(content: bytes) -> str:
    """SHA-256 (hex) of a message without the trace fields that each hop adds to its head."""
    head, gap, body = content.partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = content.partition(b"\n\n")
    digest = hashlib.sha256(_TRACE_FIELD.sub(b"", head + b"\r\n"))
    digest.update(body)
    return digest.hexdigest()


def _once(row: RawMessage) -> RawMessage:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return RawMessage.objects.get(inbox=row.inbox, digest=row.digest)
    return row


def _write_file(content: bytes) -> str:
    """Write and fsync the file and its folder; returns its path below MADANG_DATA."""
    data: Path = settings.MADANG.data
    folder = data / "raw" / f"{timezone.now():%Y-%m}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{uuid.uuid4().hex}.eml"
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    for changed in (folder, folder.parent):
        descriptor = os.open(changed, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return str(path.relative_to(data))
