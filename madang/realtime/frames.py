"""Server-sent events as bytes (WHATWG HTML, 9.2)."""

import json
from collections.abc import Mapping
from typing import Any


def frame(event: str, data: Mapping[str, Any], *, id: int | None = None) -> bytes:
    """One event; with `id`, a browser that comes back with it is told what happened after it."""
    head = f"id: {id}\n" if id is not None else ""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {event}\ndata: {text}\n\n".encode()
