"""How tickets came to hang together."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from madang.history.models import Event

from .names import InWords, Names


def _linked(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return _LINKED.get(event.data["role"], _LINKED["related"]), _other(event, names)


def _unlinked(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} removed the link to {ticket}"), _other(event, names)


def _begun(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} began to answer {number} incidents"), _number(event)


def _answered(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{number} incidents were answered"), _number(event)


def _stopped(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} stopped the answer to the incidents; {number} have it"), _number(event)


def _split_off(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} split a message off into {ticket}"), _other(event, names)


def _split_from(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} made this ticket of a message from {ticket}"), _other(event, names)


def _taken_back(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} took a message back from {ticket}"), _other(event, names)


def _given_back(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return gettext_noop("{actor} put its message back into {ticket}"), _other(event, names)


def _other(event: Event, names: Names) -> dict[str, str]:
    return {"ticket": names.ticket(event.data["ticket"])}


def _number(event: Event) -> dict[str, str]:
    return {"number": str(event.data["number"])}


_LINKED: dict[str, str] = {
    "related": gettext_noop("{actor} linked it to {ticket}"),
    "problem": gettext_noop("{actor} made it an incident of {ticket}"),
    "incident": gettext_noop("{actor} added {ticket} as an incident"),
    "parent": gettext_noop("{actor} made it a task of {ticket}"),
    "task": gettext_noop("{actor} has it wait for the task {ticket}"),
}

IN_WORDS: Mapping[str, InWords] = {
    "ticket.linked": _linked,
    "ticket.unlinked": _unlinked,
    "message.split_off": _split_off,
    "message.split_from": _split_from,
    "message.taken_back": _taken_back,
    "message.given_back": _given_back,
    "incidents.answer_begun": _begun,
    "incidents.answered": _answered,
    "incidents.answer_stopped": _stopped,
}
