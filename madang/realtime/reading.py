"""The hub's questions to the database, asked in its thread: what happened, and who may be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from madang.history.models import Event
from madang.history.readers import events_after, settled

from .hints import Hint, hint_about, tickets_of, visible_numbers
from .rights import Rights

BATCH = 500
"""Events read in one go."""

FARTHEST = 1000
"""A reader that missed more events than this is told to load everything anew."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What happened after the last batch.

    `last` is the id of its last event. `hints` are by the key of the rights. `people` had something happen to
    themselves, so that their rights need a look. `more`: there are further events to read now; `unsettled`:
    further ones will be readable soon.
    """

    last: int
    hints: Mapping[str, Hint]
    people: frozenset[int] = frozenset()
    more: bool = False
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Comeback:
    """A reader that was away since the event with the id `last`."""

    last: int
    rights: Rights


def next_batch(last: int, groups: Sequence[Rights]) -> Batch:
    """What happened after the event `last`: one query for the events, one for each group."""
    events = events_after(last, limit=BATCH)
    if not events:
        return Batch(last=last, hints={}, unsettled=Event.objects.filter(pk__gt=last).exists())
    touched = tickets_of(events)
    hints = {
        rights.key: hint_about(events, visible=visible_numbers(touched, rights), rights=rights)
        for rights in groups
    }
    people = frozenset(event.subject_id for event in events if event.subject_type == "user")
    return Batch(
        last=events[-1].pk,
        hints=hints,
        people=people,
        more=len(events) == BATCH,
        unsettled=Event.objects.filter(pk__gt=events[-1].pk).exists(),
    )


def missed_by(comebacks: Sequence[Comeback], *, up_to: int) -> list[Hint | None]:
    """What each of the readers missed up to the event `up_to`; None for one that missed too much.

    Two queries, and one for each group of rights, however many come back at once.
    """
    oldest = _oldest_replayed(up_to)
    since = min((one.last for one in comebacks if one.last >= oldest), default=up_to)
    events = list(settled().filter(pk__gt=since, pk__lte=up_to).order_by("pk"))
    touched = tickets_of(events)
    visible: dict[str, Mapping[int, int]] = {}
    answers: list[Hint | None] = []
    for one in comebacks:
        if one.last < oldest:
            answers.append(None)
            continue
        key = one.rights.key
        if key not in visible:
            visible[key] = visible_numbers(touched, one.rights)
        after = [event for event in events if event.pk > one.last]
        answers.append(hint_about(after, visible=visible[key], rights=one.rights))
    return answers


def _oldest_replayed(up_to: int) -> int:
    """The id after which at most FARTHEST events are; 0 when there are no more than that."""
    ids = settled().filter(pk__lte=up_to).order_by("-pk").values_list("pk", flat=True)
    return ids[FARTHEST : FARTHEST + 1].first() or 0
