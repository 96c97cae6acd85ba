"""Message-IDs (RFC 5322, 3.6.4), written here without their angle brackets."""

import re

MAX_LENGTH = 900
MAX_REFERENCES = 100

_BRACKETED = re.compile(r"<([^<>]{1,2000})>")
_UNSEEN = re.compile(r"[\s\x00-\x20\x7f-\x9f\ud800-\udfff]+")


def read_identifiers(value: str) -> tuple[str, ...]:
    """The ids in a Message-ID, In-Reply-To or References header, in order and each once.

    Of a very long list the first, which names the conversation, and the last ones are kept.
    """
    found = _BRACKETED.findall(value)
    if not found:
        found = [word.strip("<>,;\"'") for word in value.split() if "@" in word]
    ids = [_UNSEEN.sub("", identifier) for identifier in found]
    unique = list(dict.fromkeys(identifier for identifier in ids if 0 < len(identifier) <= MAX_LENGTH))
    if len(unique) > MAX_REFERENCES:
        unique = unique[:1] + unique[1 - MAX_REFERENCES :]
    return tuple(unique)


def read_identifier(value: str) -> str:
    """The first id of a header, or what stands there alone when it lacks brackets and at sign; else empty."""
    found = read_identifiers(value)
    if found:
        return found[0]
    alone = _UNSEEN.sub("", value).strip("<>")
    return alone if len(alone) <= MAX_LENGTH else ""
