"""When a mail came, also where that was long before this desk got it: days are caught up in minutes."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from madang.lib.mime.dates import read_date

from .authentication import Envelope

LATE = timedelta(minutes=15)
"""From here on a mail counts as late; below, it came when it was stored."""

LONGEST_AGO = timedelta(days=366)
"""What a server dates further back is a wrong clock, not an outage."""

HEAD = 64 * 1024

_END = re.compile(rb"\r?\n\r?\n")
_RECEIVED = re.compile(rb"^received[ \t]*:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)


def said_by_the_server(content: bytes) -> datetime | None:
    """When the server that we have the mail from took it: the topmost Received is its (RFC 5321, 4.4)."""
    head = _END.split(content[:HEAD], maxsplit=1)[0]
    topmost = _RECEIVED.search(head)
    if topmost is None:
        return None
    return read_date(topmost[1].rpartition(b";")[2].decode("ascii", "replace").strip())


def with_lateness(
    handed_over: Mapping[str, str] | None, *, said: datetime | None, now: datetime
) -> dict[str, str] | None:
    """What is kept of how a mail came; `arrived` is in it for a late one.

    Of a server beyond our own network nothing is believed: it could date its mail as it likes, and no outage
    lies between it and us.
    """
    kept = dict(handed_over or {})
    is_from_afar = Envelope(client=kept.get("client", "")).is_from_afar
    if said is not None and not is_from_afar and LATE < now - said < LONGEST_AGO:
        kept["arrived"] = said.astimezone(UTC).isoformat()
    return kept or None


def came_at(handed_over: Mapping[str, Any] | None, *, stored: datetime) -> datetime:
    """When a mail came that was stored at a time with what `with_lateness` kept."""
    kept = (handed_over or {}).get("arrived")
    return datetime.fromisoformat(kept) if isinstance(kept, str) else stored
