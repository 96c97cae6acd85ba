"""What the DNS says about senders, asked with little patience and remembered for a while.

A DNS that does not answer must cost incoming mail next to nothing: after a few questions in vain none is
asked for half a minute, and all that is said meanwhile is "not known". So it is with one sender's zone that
does not answer, by itself (see `silence`).
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import dns.resolver
import dns.reversename

from madang.lib.dns import Answer, NoAnswer, ask

from .silence import Silence

SECONDS = 2.0
"""How long one question may take, with all its repetitions."""

ROOT = "."
MOST_REMEMBERED = 20_000
SHORTEST, LONGEST = 60.0, 3600.0
"""Seconds an answer is remembered at least and at most, whatever its own time to live."""

NOTHING_FOR = 300.0
"""Seconds for which it is remembered that nothing is there."""


class NotAnswered(Exception):
    """The DNS did not answer in time, or could not; it may later."""


class Names(Protocol):
    """The questions that are asked; each raises NotAnswered. A name that is not there has nothing."""

    def texts(self, name: str) -> list[bytes]: ...

    def addresses(self, name: str, *, version: int) -> list[str]: ...

    def mail_servers(self, name: str) -> list[str]: ...

    def names_of(self, address: str) -> list[str]: ...


class Resolver:
    """The DNS as this machine is set to ask it; one for all threads. `make` gives what asks it."""

    def __init__(self, make: Callable[[], dns.resolver.Resolver] = dns.resolver.Resolver) -> None:
        self._make = make
        self._resolver: dns.resolver.Resolver | None = None
        self._lock = threading.Lock()
        self._remembered: dict[tuple[str, str], tuple[float, tuple[Any, ...]]] = {}
        self._silence = Silence(self._is_there)

    def texts(self, name: str) -> list[bytes]:
        return [b"".join(record.strings) for record in self._records(name, "TXT")]

    def addresses(self, name: str, *, version: int) -> list[str]:
        return [record.address for record in self._records(name, "A" if version == 4 else "AAAA")]

    def mail_servers(self, name: str) -> list[str]:
        records = sorted(self._records(name, "MX"), key=lambda record: int(record.preference))
        return [record.exchange.to_text(omit_final_dot=True) for record in records]

    def names_of(self, address: str) -> list[str]:
        reverse = dns.reversename.from_address(address).to_text()
        return [record.target.to_text(omit_final_dot=True) for record in self._records(reverse, "PTR")]

    def _records(self, name: str, kind: str) -> tuple[Any, ...]:
        now = time.monotonic()
        key = (name.lower().rstrip("."), kind)
        with self._lock:
            until, records = self._remembered.get(key, (0.0, ()))
            if until > now:
                return records
        if self._silence.covers(key[0], now=now):
            raise NotAnswered
        seconds, records = self._asked(*key)
        with self._lock:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = (now + seconds, records)
        return records

    def _asked(self, name: str, kind: str) -> tuple[float, tuple[Any, ...]]:
        """The records and for how many seconds they are remembered."""
        try:
            answer = self._ask(name, kind)
        except NotAnswered:
            self._silence.kept_by(name, now=time.monotonic())
            raise
        self._silence.broken_by(name)
        if answer.seconds is None:
            return NOTHING_FOR, ()
        return min(max(answer.seconds, SHORTEST), LONGEST), answer.records

    def _is_there(self) -> bool:
        """Whether the DNS answers at all: each that does knows the root."""
        try:
            self._ask(ROOT, "NS")
        except NotAnswered:
            return False
        return True

    def _ask(self, name: str, kind: str) -> Answer:
        try:
            if self._resolver is None:
                self._resolver = self._make()
            return ask(name, kind, seconds=SECONDS, resolver=self._resolver)
        except (NoAnswer, dns.resolver.NoResolverConfiguration, OSError):
            raise NotAnswered from None
