"""The names behind the ids that events hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from madang.accounts.models import Team, User
from madang.delivery.models import Delivery
from madang.history.models import Event
from madang.tickets.models import (
    Field,
    FieldOption,
    Form,
    Hold,
    Macro,
    OwnStatus,
    SideConversation,
    Tag,
    Ticket,
)
from madang.ui.people import called

OF_ANOTHER_TICKET = frozenset(
    {
        *("ticket.merged", "ticket.taken_in", "ticket.unmerged", "ticket.let_go"),
        *("ticket.linked", "ticket.unlinked"),
        *("message.split_off", "message.split_from", "message.taken_back", "message.given_back"),
    }
)

OF_A_MAIL = ("delivery.", "address.")


@dataclass(frozen=True, slots=True)
class Names:
    """The names behind the ids that events hold."""

    people: Mapping[int, User]
    teams: Mapping[int, str]
    tags: Mapping[int, str]
    tickets: Mapping[int, int]
    recipients: Mapping[int, str]
    holds: Mapping[int, str]
    statuses: Mapping[int, str] = field(default_factory=dict)
    fields: Mapping[int, str] = field(default_factory=dict)
    options: Mapping[int, str] = field(default_factory=dict)
    forms: Mapping[int, str] = field(default_factory=dict)
    macros: Mapping[int, str] = field(default_factory=dict)
    sides: Mapping[int, str] = field(default_factory=dict)

    def person(self, key: int | None) -> str:
        """How somebody is spoken of; somebody deleted is still somebody."""
        return called(self.people[key]) if key is not None and key in self.people else _("somebody")

    def team(self, key: int | None) -> str:
        """A team's name."""
        return self.teams.get(key or 0, _("a team that is gone"))

    def recipient(self, event: Event) -> str | None:
        """To whom the mail went that an event is about; None for other events."""
        if not event.kind.startswith(OF_A_MAIL):
            return None
        return self.recipients.get(event.data["delivery"])

    def ticket(self, key: int) -> str:
        """A ticket's number as it is written."""
        return f"#{self.tickets[key]}" if key in self.tickets else _("a ticket that is gone")


InWords = Callable[[Event, Names], tuple[str, dict[str, str]]]
"""Gives the template of a sentence, as it is to be translated, and what is filled in besides the actor."""


def names_in(events: Sequence[Event]) -> Names:
    """The names that sentences about the events need. Eleven queries at most."""
    people: set[int] = {event.actor_id for event in events if event.actor_id}
    teams: set[int] = set()
    tags: set[int] = set()
    holds: set[int] = set()
    tickets: set[int] = set()
    deliveries: set[int] = set()
    statuses: set[int] = set()
    fields: set[int] = set()
    forms: set[int] = set()
    chosen: set[int] = set()
    macros: set[int] = set()
    sides: set[int] = set()
    for event in events:
        data: dict[str, Any] = event.data
        ids = (data.get("previous"), data.get("current"))
        if event.kind in {"ticket.assigned", "ticket.requester_changed"}:
            people |= {key for key in ids if key}
        elif event.kind in {"team.invited", "team.finished"}:
            teams.add(data["team"])
        elif event.kind == "sight.given":
            people |= set(data["people"])
            teams |= {key for key in (data.get("team"),) if key}
        elif event.kind == "sight.taken":
            people |= {key for key in (data["person"],) if key}
            teams |= {key for key in (data["team"],) if key}
        elif event.kind == "ticket.team_changed":
            teams |= {key for key in ids if key}
        elif event.kind == "ticket.status_changed":
            statuses |= {key for key in (data.get("previous_own"), data.get("current_own")) if key}
        elif event.kind == "ticket.field_set":
            fields.add(data["field"])
            chosen |= {*data["previous"], *data["current"]}
        elif event.kind == "ticket.form_changed":
            forms |= {key for key in ids if key}
        elif event.kind == "ticket.macro_used":
            macros.add(data["macro"])
        elif event.kind.startswith("side."):
            sides.add(data["side"])
        elif event.kind.startswith("ticket.hold_"):
            holds.add(data["hold"])
        elif event.kind == "ticket.tagged":
            tags |= {*data["added"], *data["removed"]}
        elif event.kind in OF_ANOTHER_TICKET:
            tickets.add(data.get("ticket") or data["into"])
        elif event.kind.startswith("reply."):
            people |= {data["author"], *([data["reviewer"]] if "reviewer" in data else [])}
        elif event.kind.startswith(OF_A_MAIL):
            deliveries.add(data["delivery"])
    return Names(
        people=User.objects.in_bulk(people) if people else {},
        teams=dict(Team.objects.filter(pk__in=teams).values_list("pk", "name")) if teams else {},
        tags=dict(Tag.objects.filter(pk__in=tags).values_list("pk", "name")) if tags else {},
        tickets=dict(Ticket.objects.filter(pk__in=tickets).values_list("pk", "number")) if tickets else {},
        recipients=dict(Delivery.objects.filter(pk__in=deliveries).values_list("pk", "recipient"))
        if deliveries
        else {},
        fields={one.pk: one.name for one in Field.objects.filter(pk__in=fields)} if fields else {},
        options={one.pk: one.name for one in FieldOption.objects.filter(pk__in=chosen)} if chosen else {},
        forms={one.pk: one.name for one in Form.objects.filter(pk__in=forms)} if forms else {},
        holds=dict(Hold.objects.filter(pk__in=holds).values_list("pk", "reason")) if holds else {},
        statuses={one.pk: one.name for one in OwnStatus.objects.filter(pk__in=statuses)} if statuses else {},
        macros=dict(Macro.objects.filter(pk__in=macros).values_list("pk", "name")) if macros else {},
        sides=dict(SideConversation.objects.filter(pk__in=sides).values_list("pk", "subject"))
        if sides
        else {},
    )
