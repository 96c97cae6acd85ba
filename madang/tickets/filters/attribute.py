"""An attribute of a ticket that can be asked about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, TypeAlias

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from madang.accounts.models import User
from madang.lib.conditions import Reader, Value

Word: TypeAlias = str | int
"""What a choice is in conditions: a code, or an id."""

ME = "me"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, and in which time zone days begin."""

    person: User
    now: datetime
    zone: tzinfo

    @classmethod
    def of(cls, person: User) -> "Asker":
        """The person, now, in the zone of the request or job under way."""
        return cls(person, timezone.now(), timezone.get_current_timezone())


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things to choose from, as it is called."""

    value: Word
    label: str


ToSql: TypeAlias = Callable[[str, Value, Asker], Q]
ToRows: TypeAlias = Callable[[str, Value, Asker], QuerySet[Any, Any] | None]
ToOpen: TypeAlias = Callable[[str, Value], bool | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAttribute:
    """One attribute, all that is known of it.

    `q` says it in SQL, over columns of the ticket itself or as EXISTS. `choices` are what there is to choose
    from, and `named` what chosen values are called; one that is missing there is gone. `rows` gives the ids
    of all tickets of a value where an index finds them, to begin with what is rare. `is_open` tells whether
    it leaves open tickets alone (True), those that are not (False), or says nothing of it. `single` when a
    ticket has one value of it at most, so that being one excludes being another.
    """

    name: str
    label: str | Promise
    heading: str | Promise
    operators: Mapping[str, Reader]
    q: ToSql
    choices: Callable[[Asker], Sequence[Choice]] | None = None
    named: Callable[[Iterable[Word]], Mapping[Word, str]] | None = None
    rows: ToRows | None = None
    is_open: ToOpen | None = None
    single: bool = True
    asks_aside: bool = False
    """Whether it is about being put aside: tickets that are belong to a view that asks about it."""
    has_key: bool = True
    """Whether a key asks for it in searches; fields of people have keys of their own."""
    keys: Sequence[str] = field(default_factory=tuple)
    """What it is called in a search besides its name, in any language."""
    called: Mapping[str, Sequence[Word]] = field(default_factory=dict)
    """What values are called in a search besides their labels; one name may stand for several."""
    look_up: Callable[[str, Asker], Sequence[Choice]] | None = None
    """A few of the things to choose from by the beginning of their names, where there may be many."""
    otherwise: str = ""
    """The attribute that is meant when a search gives a value that this one doesn't have."""
