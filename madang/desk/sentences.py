"""What happened to a ticket, as sentences: 박준 님이 김민아 님에게 배정했습니다."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from madang.accounts.models import Team, User
from madang.delivery.models import Delivery
from madang.history.models import Event
from madang.lib.text.particles import with_particles
from madang.tickets.models import Priority, Status, StoppedBy, Tag, Ticket, TicketType
from madang.ui.people import called

MOST = 300
"""Events shown at once, the newest."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One event in words."""

    key: int
    moment: datetime
    text: str
    is_event: bool = True


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind the ids that events hold."""

    people: Mapping[int, User]
    teams: Mapping[int, str]
    tags: Mapping[int, str]
    tickets: Mapping[int, int]
    recipients: Mapping[int, str]

    def person(self, key: int | None) -> str:
        """How somebody is spoken of; somebody deleted is still somebody."""
        return called(self.people[key]) if key is not None and key in self.people else _("somebody")

    def team(self, key: int | None) -> str:
        """A team's name."""
        return self.teams.get(key or 0, _("a team that is gone"))

    def ticket(self, key: int) -> str:
        """A ticket's number as it is written."""
        return f"#{self.tickets[key]}" if key in self.tickets else _("a ticket that is gone")


InWords = Callable[[Event, Names], tuple[str, dict[str, str]]]


def sentences_of(ticket: Ticket, *, since: datetime | None = None) -> Sequence[Sentence]:
    """The ticket's events in words, oldest first, from `since` on. Five queries at most.

    What a message itself shows (that it was received, written or sent) is not said again.
    """
    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, kind__in=list(_IN_WORDS))
    if since is not None:
        events = events.filter(created_at__gte=since)
    newest = list(events.order_by("-pk")[:MOST])
    names = _names(newest)
    return [_sentence(event, names) for event in reversed(newest)]


def _sentence(event: Event, names: Names) -> Sentence:
    template, values = _IN_WORDS[event.kind](event, names)
    actor = called(names.people.get(event.actor_id or 0))
    return Sentence(
        key=event.pk, moment=event.created_at, text=with_particles(_(template), actor=actor, **values)
    )


def _names(events: Sequence[Event]) -> Names:
    people: set[int] = {event.actor_id for event in events if event.actor_id}
    teams: set[int] = set()
    tags: set[int] = set()
    tickets: set[int] = set()
    deliveries: set[int] = set()
    for event in events:
        data: dict[str, Any] = event.data
        ids = {data.get("previous"), data.get("current")}
        if event.kind == "ticket.assigned":
            people |= {key for key in ids if key}
        elif event.kind == "ticket.team_changed":
            teams |= {key for key in ids if key}
        elif event.kind == "ticket.tagged":
            tags |= {*data["added"], *data["removed"]}
        elif event.kind in _OF_ANOTHER_TICKET:
            tickets.add(data.get("ticket") or data["into"])
        elif event.kind.startswith("reply."):
            people |= {data["author"], *([data["reviewer"]] if "reviewer" in data else [])}
        elif event.kind.startswith(("delivery.", "address.")):
            deliveries.add(data["delivery"])
    return Names(
        people=User.objects.in_bulk(people) if people else {},
        teams=dict(Team.objects.filter(pk__in=teams).values_list("pk", "name")) if teams else {},
        tags=dict(Tag.objects.filter(pk__in=tags).values_list("pk", "name")) if tags else {},
        tickets=dict(Ticket.objects.filter(pk__in=tickets).values_list("pk", "number")) if tickets else {},
        recipients=dict(Delivery.objects.filter(pk__in=deliveries).values_list("pk", "recipient"))
        if deliveries
        else {},
    )


def _opened(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} opened the ticket"), {}


def _assigned(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    current, previous = event.data["current"], event.data["previous"]
    if current is None:
        return gettext_noop("{actor} took it from {person}"), {"person": names.person(previous)}
    if current == event.actor_id:
        return gettext_noop("{actor} took the ticket"), {}
    return gettext_noop("{actor} assigned it to {person}"), {"person": names.person(current)}


def _moved(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if event.data["current"] is None:
        return gettext_noop("{actor} took it out of {team}"), {"team": names.team(event.data["previous"])}
    return gettext_noop("{actor} gave it to {team}"), {"team": names.team(event.data["current"])}


def _status(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} set the status to {value}"), {"value": _label(Status, event.data["current"])}


def _priority(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    given = str(event.data["current"])
    value = Priority[given.upper()].label if given.upper() in Priority.names else given
    return gettext_noop("{actor} set the priority to {value}"), {"value": str(value)}


def _type(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if not event.data["current"]:
        return gettext_noop("{actor} took the type off"), {}
    return gettext_noop("{actor} set the type to {value}"), {
        "value": _label(TicketType, event.data["current"])
    }


def _subject(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} changed the subject"), {}


def _tagged(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    added = ", ".join(names.tags.get(key, "?") for key in event.data["added"])
    removed = ", ".join(names.tags.get(key, "?") for key in event.data["removed"])
    if added and removed:
        return gettext_noop("{actor} added the tag {added} and removed {removed}"), {
            "added": added,
            "removed": removed,
        }
    if removed:
        return gettext_noop("{actor} removed the tag {removed}"), {"removed": removed}
    return gettext_noop("{actor} added the tag {added}"), {"added": added}


def _merged(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} merged it into {ticket}"), {"ticket": names.ticket(event.data["into"])}


def _taken_in(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} merged {ticket} into this one"), {
        "ticket": names.ticket(event.data["ticket"])
    }


def _unmerged(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} took it out of {ticket} again"), {
        "ticket": names.ticket(event.data["ticket"])
    }


def _let_go(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} took {ticket} out of this one again"), {
        "ticket": names.ticket(event.data["ticket"])
    }


def _failed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("The mail to {person} could not be sent"), {"person": _recipient(event, names)}


def _refused(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("The mail to {person} was refused"), {"person": _recipient(event, names)}


def _bounced(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("The mail to {person} came back"), {"person": _recipient(event, names)}


def _stopped(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("Nothing more is sent to {person}"), {"person": _recipient(event, names)}


def _allowed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} let mail go to {person} again"), {"person": _recipient(event, names)}


def _retried(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} sent the mail to {person} again"), {"person": _recipient(event, names)}


def _scheduled(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if event.actor_id == event.data["author"]:
        return gettext_noop("{actor} scheduled an answer"), {}
    return gettext_noop("{actor} scheduled the answer of {person}"), {"person": _author(event, names)}


def _handed_over(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} asked {person} to review an answer"), {
        "person": names.person(event.data["reviewer"])
    }


def _approved(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} approved the answer of {person}"), {"person": _author(event, names)}


def _returned(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} returned the answer of {person}"), {"person": _author(event, names)}


def _held(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if event.actor_id == event.data["author"]:
        return gettext_noop("{actor} opened a waiting answer to change it"), {}
    return gettext_noop("{actor} opened the answer of {person} to change it"), {
        "person": _author(event, names)
    }


def _reply_changed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if event.actor_id == event.data["author"]:
        return gettext_noop("{actor} changed a waiting answer"), {}
    return gettext_noop("{actor} changed the answer of {person}"), {"person": _author(event, names)}


def _cancelled(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if event.actor_id == event.data["author"]:
        return gettext_noop("{actor} called an answer back"), {}
    return gettext_noop("{actor} called the answer of {person} back"), {"person": _author(event, names)}


def _reply_stopped(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    template = _STOPPED.get(event.data["why"], _STOPPED[StoppedBy.FAILURE])
    return template, {"person": _author(event, names)}


_STOPPED: dict[str, str] = {
    StoppedBy.CUSTOMER: gettext_noop("{actor} wrote, so the answer of {person} was stopped"),
    StoppedBy.COLLEAGUE: gettext_noop("{actor} answered, so the answer of {person} was stopped"),
    StoppedBy.CLOSED: gettext_noop("The ticket was closed, so the answer of {person} was stopped"),
    StoppedBy.MERGED: gettext_noop("The ticket was merged, so the answer of {person} was stopped"),
    StoppedBy.RIGHTS: gettext_noop("{person} may not answer here any more, so the answer was stopped"),
    StoppedBy.FAILURE: gettext_noop("The answer of {person} could not leave"),
}


def _author(event: Event, names: Names) -> str:
    return names.person(event.data["author"])


def _recipient(event: Event, names: Names) -> str:
    return names.recipients.get(event.data["delivery"], "?")


def _label(choices: type[Status] | type[TicketType], code: str) -> str:
    return str(choices(code).label) if code in choices.values else code


_IN_WORDS: dict[str, InWords] = {
    "ticket.opened": _opened,
    "ticket.assigned": _assigned,
    "ticket.team_changed": _moved,
    "ticket.status_changed": _status,
    "ticket.priority_changed": _priority,
    "ticket.type_changed": _type,
    "ticket.subject_changed": _subject,
    "ticket.tagged": _tagged,
    "ticket.merged": _merged,
    "ticket.taken_in": _taken_in,
    "ticket.unmerged": _unmerged,
    "ticket.let_go": _let_go,
    "reply.scheduled": _scheduled,
    "reply.handed_over": _handed_over,
    "reply.approved": _approved,
    "reply.returned": _returned,
    "reply.held": _held,
    "reply.changed": _reply_changed,
    "reply.cancelled": _cancelled,
    "reply.stopped": _reply_stopped,
    "delivery.refused": _refused,
    "delivery.bounced": _bounced,
    "delivery.failed": _failed,
    "address.stopped": _stopped,
    "address.allowed": _allowed,
    "delivery.retried": _retried,
}

_OF_ANOTHER_TICKET = frozenset({"ticket.merged", "ticket.taken_in", "ticket.unmerged", "ticket.let_go"})

SAID_BY_THE_MESSAGE = frozenset(
    {
        "message.received",
        "message.sent",
        "note.written",
        "delivery.sent",
        "delivery.kept",
        "delivery.deferred",
        "delivery.opened",
    }
)
