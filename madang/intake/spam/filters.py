"""What filters in front of the desk wrote into the mail.

A sender may write such fields too, but only to their own harm: a field can hold a mail back and never lets
one through.
"""

import re
from collections.abc import Mapping

from .verdict import Verdict

_NUMBER = r"-?\d{1,5}(?:\.\d{1,6})?"
_SCORE = re.compile(rf"\bscore=({_NUMBER})")
_REQUIRED = re.compile(rf"\brequired=({_NUMBER})")
_FIRST_NUMBER = re.compile(rf"\A\s*({_NUMBER})(?![\d.])")
_MICROSOFT_SURE = 5
"""The spam confidence level from which Microsoft itself puts mail with the junk."""

_MICROSOFT = re.compile(r"(?:\A|;)\s*SCL:(-?\d+)", re.IGNORECASE)
_MICROSOFT_VERDICT = re.compile(r"(?:\A|;)\s*SFV:(SPM|SKB|SKS)\b", re.IGNORECASE)


def told_by_filters(headers: Mapping[str, str]) -> Verdict | None:
    """The most suspicious thing that a filter wrote, or None. The names of `headers` are in lower case."""
    found = [
        verdict for read in (_spam_assassin, _rspamd, _microsoft) if (verdict := read(headers)) is not None
    ]
    return max(found, key=lambda one: (one.says_spam, one.points or 0.0), default=None)


def _spam_assassin(headers: Mapping[str, str]) -> Verdict | None:
    status, flag = headers.get("x-spam-status", ""), headers.get("x-spam-flag", "")
    points = _number(_SCORE.search(status)) or _number(_FIRST_NUMBER.match(headers.get("x-spam-score", "")))
    says = _is_yes(flag) or _is_yes(status)
    if points is None and not says:
        return None
    return Verdict("SpamAssassin", points, _number(_REQUIRED.search(status)), says_spam=says)


def _rspamd(headers: Mapping[str, str]) -> Verdict | None:
    points = _number(_FIRST_NUMBER.match(headers.get("x-rspamd-score", "")))
    action = headers.get("x-rspamd-action", "").strip().lower()
    says = _is_yes(headers.get("x-spam", "")) or action in {"add header", "rewrite subject", "reject"}
    return Verdict("Rspamd", points, says_spam=says) if points is not None or says else None


def _microsoft(headers: Mapping[str, str]) -> Verdict | None:
    report = headers.get("x-forefront-antispam-report", "")
    level = _number(_FIRST_NUMBER.match(headers.get("x-ms-exchange-organization-scl", "")))
    if level is None:
        level = _number(_MICROSOFT.search(report))
    says = (level is not None and level >= _MICROSOFT_SURE) or bool(_MICROSOFT_VERDICT.search(report))
    return Verdict("Microsoft", limit=None, says_spam=True) if says else None


def _is_yes(value: str) -> bool:
    return value.strip().lower().startswith(("yes", "true"))


def _number(found: re.Match[str] | None) -> float | None:
    return float(found[1]) if found is not None else None
