"""Ask Rspamd about a mail over HTTP (its /checkv2)."""

import threading
import time
from urllib.parse import quote

from madang.intake.authentication import Envelope

from .verdict import Verdict

SECONDS = 3.0
"""How long one mail may take; a filter that is slower counts as down."""

DOWN_FOR = 30.0
LARGEST = 10 * 1024 * 1024
"""Bytes of a mail that is asked about; larger ones are no spam in practice, and cost a filter much."""


class RspamdDown(Exception):
    """Rspamd did not answer in time, or not as it should."""


_down_until = 0.0
_lock = threading.Lock()


def ask_rspamd(url: str, raw: bytes, *, envelope: Envelope, recipient: str) -> Verdict:
    """What the Rspamd at `url` says. Raises RspamdDown, for half a minute without asking again."""
    import requests  # 14 MB, for desks that have a Rspamd alone

    global _down_until
    if time.monotonic() < _down_until:
        raise RspamdDown
    named = {"IP": envelope.client, "Helo": envelope.helo, "From": envelope.mail_from, "Rcpt": recipient}
    headers = {name: quote(value, safe="@.:+-_=[]") for name, value in named.items() if value}
    try:
        answer = requests.post(
            f"{url.rstrip('/')}/checkv2", data=raw, headers=headers, timeout=SECONDS, allow_redirects=False
        )
        answer.raise_for_status()
        said = answer.json()
        action = str(said.get("action", ""))
        return Verdict(
            "Rspamd",
            points=round(float(said["score"]), 2),
            limit=float(said.get("required_score") or 0) or None,
            says_spam=action in {"add header", "rewrite subject", "reject"},
        )
    except (requests.RequestException, ValueError, TypeError, KeyError, AttributeError) as broken:
        with _lock:
            _down_until = time.monotonic() + DOWN_FOR
        raise RspamdDown(str(broken)) from broken


def forget_that_it_was_down() -> None:
    """Ask again at once; for who has just repaired it."""
    global _down_until
    _down_until = 0.0
