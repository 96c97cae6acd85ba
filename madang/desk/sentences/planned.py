"""What happened to answers before they left."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from madang.history.models import Event
from madang.tickets.models import StoppedBy

from .names import InWords, Names


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
    own = event.actor_id == event.data["author"]
    if "recipients" in event.data.get("parts", ()):
        if own:
            return gettext_noop("{actor} changed to whom a waiting answer goes"), {}
        words = gettext_noop("{actor} changed to whom the answer of {person} goes")
        return words, {"person": _author(event, names)}
    if own:
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


IN_WORDS: Mapping[str, InWords] = {
    "reply.scheduled": _scheduled,
    "reply.handed_over": _handed_over,
    "reply.approved": _approved,
    "reply.returned": _returned,
    "reply.held": _held,
    "reply.changed": _reply_changed,
    "reply.cancelled": _cancelled,
    "reply.stopped": _reply_stopped,
}
