"""What the DNS says."""

from dataclasses import dataclass
from typing import Any

import dns.exception
import dns.name
import dns.resolver

SECONDS = 6.0


class NoAnswer(Exception):
    """The DNS could not be asked just now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The records that are there; `seconds` is how long they hold, None where there are none."""

    records: tuple[Any, ...] = ()
    seconds: float | None = None


def ask(
    name: str, kind: str, *, seconds: float = SECONDS, resolver: dns.resolver.Resolver | None = None
) -> Answer:
    """The records of one kind at a name, which is never completed by this machine's own domain.

    A name that can't be one has none. `seconds` is how long it may take, with all repetitions; without
    `resolver` this machine's own is asked. Raises NoAnswer.
    """
    try:
        absolute = dns.name.from_text(f"{name.rstrip('.')}.")
    except (dns.exception.DNSException, ValueError):  # too long, empty labels, no domain name in any script
        return Answer()
    try:
        asked = resolver or dns.resolver.default_resolver or dns.resolver.Resolver()
        found = asked.resolve(absolute, kind, lifetime=seconds, search=False, raise_on_no_answer=False)
    except dns.resolver.NXDOMAIN:
        return Answer()
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswer(str(error)) from error
    return Answer(tuple(found.rrset), float(found.rrset.ttl)) if found.rrset is not None else Answer()


def texts_at(name: str) -> list[str]:
    """The TXT records of a name, each in one piece; none when there is no such name. Raises NoAnswer."""
    return [b"".join(one.strings).decode("utf-8", "replace") for one in ask(name, "TXT").records]
