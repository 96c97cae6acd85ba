"""What a provider's answer means. Knows neither Django nor django-anymail."""

from collections.abc import Mapping
from typing import Any

from madang.channels.base import ChannelFailure, PermanentFailure, TemporaryFailure

from ..transport import NotLetIn, ServerDown

_NOT_LET_IN = frozenset({401, 402, 403})
_LATER_FOR_ALL = frozenset({420, 429, 503})
_LATER = frozenset({404, 408, 409, 425})
_LONGEST = 600

_KEY_REFUSED = frozenset(
    {
        ("postmark", "10"),
        ("postmark", "405"),  # no credits left
        ("mandrill", "invalid_key"),
        ("mandrill", "paymentrequired"),
        ("postal", "accessdenied"),
        ("postal", "invalidserverapikey"),
        ("postal", "serversuspended"),
    }
)
_MAIL_REFUSED = frozenset(
    {
        ("mandrill", "validationerror"),
        ("postal", "parameter-error"),
        ("postal", "validationerror"),
        ("postal", "norecipients"),
        ("postal", "unauthenticatedfromaddress"),
        ("postal", "fromaddressmissing"),
    }
)
"""The codes of providers that tell by them what others tell by the HTTP status."""


def failure(provider: str, status: int, data: object) -> ChannelFailure:
    """What an answer that isn't a plain yes means, in the provider's words.

    `data` is its JSON, or its text. A refused key is no fault of the mail: NotLetIn. A provider that has
    enough for now, or is down, gets no other mail for a while: ServerDown.
    """
    said = f"{status} {words(data)}".strip()
    code = (provider, _code(data))
    if code in _KEY_REFUSED or (status in _NOT_LET_IN and code not in _MAIL_REFUSED):
        return NotLetIn(said)
    if code in _MAIL_REFUSED:
        return PermanentFailure(said)
    if status in _LATER_FOR_ALL:
        return ServerDown(said)
    if status in _LATER or not 400 <= status < 500:
        return TemporaryFailure(said)
    return PermanentFailure(said)


def words(data: object) -> str:
    """What the provider says to a person, from its JSON."""
    if isinstance(data, str):
        return " ".join(data.split())[:_LONGEST]
    return " ".join(dict.fromkeys(_sentences(data)))[:_LONGEST]


_SENTENCES = ("message", "errormessage", "error_message", "description", "error", "detail")


def _sentences(data: object) -> list[str]:
    if isinstance(data, list):
        return [sentence for one in data[:5] for sentence in _sentences(one)]
    if not isinstance(data, Mapping):
        return []
    named = {str(key).lower(): value for key, value in data.items()}
    own = [" ".join(named[key].split()) for key in _SENTENCES if isinstance(named.get(key), str)]
    inner = [one for one in named.values() if isinstance(one, list | Mapping)]
    return own + [sentence for one in inner for sentence in _sentences(one)]


def _code(data: object) -> str:
    """The provider's own code for what is wrong, in lower case."""
    if not isinstance(data, Mapping):
        return ""
    inner: Any = data.get("data")
    if isinstance(inner, Mapping) and isinstance(inner.get("code"), str):
        return str(inner["code"]).lower()
    for key in ("ErrorCode", "name", "status"):
        if key in data and isinstance(data[key], str | int):
            return str(data[key]).lower()
    return ""
