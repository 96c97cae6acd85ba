"""What is known about where a mail comes from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any


class Result(StrEnum):
    """What one check says (RFC 8601, 2.7), as far as it matters here."""

    PASSED = "pass"
    FAILED = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"
    UNKNOWN = ""


class Sign(StrEnum):
    """What people are told of it."""

    VERIFIED = "verified"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Authentication:
    """What the checks say of the sender's address.

    `spf`, `dkim` and `dmarc` are the results for the domain that the sender's address is of: an SPF or DKIM
    pass for another domain is none for it. `by` names the upstream server that checked, empty when this desk
    did. `checked` tells when nothing could be checked at all.
    """

    sign: Sign = Sign.UNKNOWN
    spf: Result = Result.UNKNOWN
    dkim: Result = Result.UNKNOWN
    dmarc: Result = Result.UNKNOWN
    domain: str = ""
    by: str = ""

    @property
    def is_authentic(self) -> bool:
        """Whether the sender's domain vouches for the mail."""
        return self.sign == Sign.VERIFIED

    def stored(self) -> dict[str, str]:
        """As it is kept with the original; what is not known is left out."""
        return {name: str(value) for name, value in asdict(self).items() if value}


NOT_KNOWN = Authentication()


def restored(kept: Mapping[str, Any] | None) -> Authentication:
    """What `stored()` kept; a value that is not known any more counts as not known."""
    if not kept:
        return NOT_KNOWN
    given = {field.name: str(kept.get(field.name, "")) for field in fields(Authentication)}
    try:
        return Authentication(
            sign=Sign(given["sign"] or Sign.UNKNOWN),
            spf=Result(given["spf"]),
            dkim=Result(given["dkim"]),
            dmarc=Result(given["dmarc"]),
            domain=given["domain"],
            by=given["by"],
        )
    except ValueError:
        return NOT_KNOWN
