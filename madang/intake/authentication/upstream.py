"""What a server in front of this desk found out already (Authentication-Results, RFC 8601)."""

import re
from collections.abc import Iterable, Mapping

from .result import Result

_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_RESULT = re.compile(r"\A\s*(?P<method>spf|dkim|dmarc)(?:/\d+)?\s*=\s*(?P<result>[a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?:smtp\.mailfrom|smtp\.helo|header\.d|header\.i|header\.from)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE
)
_WORDS = {
    "pass": Result.PASSED, "fail": Result.FAILED, "hardfail": Result.FAILED, "softfail": Result.SOFTFAIL,
    "neutral": Result.NEUTRAL, "policy": Result.FAILED, "none": Result.NONE, "temperror": Result.TEMPERROR,
    "permerror": Result.PERMERROR, "bestguesspass": Result.NEUTRAL,
}  # fmt: skip

Findings = Mapping[str, list[tuple[Result, str]]]
"""Method → its results, each with the domain that it is about (empty when none is named)."""


def read(values: Iterable[str], *, trusted: Iterable[str]) -> tuple[str, Findings] | None:
    """The newest findings of a trusted server, with its name; None when it left none.

    `values` are the Authentication-Results fields from the top. Only the topmost one of each trusted server
    counts: what stands below may have come with the mail.
    """
    known = {name.lower() for name in trusted}
    for value in values:
        plain = _without_comments(value)
        server, _, rest = plain.partition(";")
        name = (server.split() or [""])[0].lower()
        if name in known:
            return name, _findings(rest)
    return None


def _findings(rest: str) -> Findings:
    found: dict[str, list[tuple[Result, str]]] = {}
    for part in rest.split(";"):
        read = _RESULT.match(part)
        if read is not None:
            about = _PROPERTY.search(part)
            domain = about[1].rpartition("@")[2].rstrip(".").lower() if about is not None else ""
            result = _WORDS.get(read["result"].lower(), Result.NEUTRAL)
            found.setdefault(read["method"].lower(), []).append((result, domain))
    return found


def _without_comments(value: str) -> str:
    while (shorter := _COMMENT.sub(" ", value)) != value:
        value = shorter
    return value
