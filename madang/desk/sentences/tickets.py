"""What happened to a ticket itself."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from madang.history.models import Event
from madang.tickets.models import Priority, Status, TicketType

from .names import InWords, Names

MOST_NAMED = 5


def _opened(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} opened the ticket"), {}


def _assigned(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    current, previous = event.data["current"], event.data["previous"]
    if current is None:
        return gettext_noop("{actor} took it from {person}"), {"person": names.person(previous)}
    if current == event.actor_id:
        return gettext_noop("{actor} took the ticket"), {}
    return gettext_noop("{actor} assigned it to {person}"), {"person": names.person(current)}


def _requester(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    both = {
        "previous": names.person(event.data["previous"]),
        "current": names.person(event.data["current"]),
    }
    return gettext_noop("{actor} changed the customer from {previous} to {current}"), both


def _moved(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if event.data["current"] is None:
        return gettext_noop("{actor} took it out of {team}"), {"team": names.team(event.data["previous"])}
    return gettext_noop("{actor} gave it to {team}"), {"team": names.team(event.data["current"])}


def _status(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    own = names.statuses.get(event.data.get("current_own") or 0)
    value = own or _label(Status, event.data["current"])
    return gettext_noop("{actor} set the status to {value}"), {"value": value}


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


def _field_set(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    field = names.fields.get(event.data["field"]) or gettext("a field that is gone")
    if not event.data["is_filled"]:
        return gettext_noop("{actor} emptied “{field}”"), {"field": field}
    chosen = [names.options[key] for key in event.data["current"] if key in names.options]
    if chosen:
        return gettext_noop("{actor} set “{field}” to {value}"), {"field": field, "value": ", ".join(chosen)}
    return gettext_noop("{actor} filled in “{field}”"), {"field": field}


def _form_changed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    current = event.data["current"]
    if current is None:
        return gettext_noop("{actor} chose the usual form"), {}
    return gettext_noop("{actor} chose the form “{form}”"), {
        "form": names.forms.get(current) or gettext("a form that is gone")
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


def _macro(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    gone = gettext("a macro that is gone")
    return gettext_noop("{actor} used the macro {macro}"), {
        "macro": names.macros.get(event.data["macro"], gone)
    }


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


def _followed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} follows the ticket"), {}


def _unfollowed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} follows the ticket no more"), {}


def _invited(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} asked {team} for help"), {"team": names.team(event.data["team"])}


def _finished(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} said that {team} is done"), {"team": names.team(event.data["team"])}


def _shown(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    if event.data.get("team"):
        return gettext_noop("{actor} showed it to {people}"), {"people": names.team(event.data["team"])}
    people = ", ".join(names.person(key) for key in event.data["people"][:MOST_NAMED])
    if (more := len(event.data["people"]) - MOST_NAMED) > 0:
        return gettext_noop("{actor} showed it to {people} and {number} more"), {
            "people": people,
            "number": str(more),
        }
    return gettext_noop("{actor} showed it to {people}"), {"people": people}


def _hidden(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    person, team = event.data["person"], event.data["team"]
    who = names.team(team) if team is not None else names.person(person)
    return gettext_noop("{actor} took back that {people} saw it"), {"people": who}


def _label(choices: type[Status] | type[TicketType], code: str) -> str:
    return str(choices(code).label) if code in choices.values else code


IN_WORDS: Mapping[str, InWords] = {
    "ticket.opened": _opened,
    "ticket.assigned": _assigned,
    "sight.given": _shown,
    "sight.taken": _hidden,
    "ticket.requester_changed": _requester,
    "team.invited": _invited,
    "team.finished": _finished,
    "ticket.followed": _followed,
    "ticket.unfollowed": _unfollowed,
    "ticket.team_changed": _moved,
    "ticket.status_changed": _status,
    "ticket.priority_changed": _priority,
    "ticket.type_changed": _type,
    "ticket.subject_changed": _subject,
    "ticket.field_set": _field_set,
    "ticket.form_changed": _form_changed,
    "ticket.tagged": _tagged,
    "ticket.macro_used": _macro,
    "ticket.merged": _merged,
    "ticket.taken_in": _taken_in,
    "ticket.unmerged": _unmerged,
    "ticket.let_go": _let_go,
}
