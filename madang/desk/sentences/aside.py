"""How a ticket was put aside, and how it came back."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_noop

from madang.history.models import Event
from madang.ui.moments import clock_in_words, lasted

from .names import InWords, Names


def _snoozed(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    until = event.data["until"]
    if until is None:
        return gettext_noop("{actor} snoozed it until the customer writes"), {}
    return gettext_noop("{actor} snoozed it until {time}"), {
        "time": clock_in_words(datetime.fromisoformat(until))
    }


def _woken(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    return _WHY.get(event.data["why"], _WHY["time"]), {}


_WHY: dict[str, str] = {
    "time": gettext_noop("It came back from its snooze"),
    "customer": gettext_noop("{actor} wrote, so it came back from its snooze"),
    "person": gettext_noop("{actor} brought it back from its snooze"),
    "handed_on": gettext_noop("{actor} handed it on, so it came back from its snooze"),
    "undelivered": gettext_noop("An answer did not arrive, so it came back from its snooze"),
    "done": gettext_noop("Its snooze ended: nothing is left to be done"),
}


def _hold_explained(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    reason = names.holds.get(event.data["hold"], "")
    if not reason:
        return gettext_noop("{actor} took away why it is on hold"), {}
    return gettext_noop("{actor} wrote why it is on hold: {reason}"), {"reason": reason}


def _hold_ended(event: Event, names: Names) -> tuple[str, dict[str, str]]:
    times = {"time": lasted(event.data["seconds"]), "total": lasted(event.data["total"])}
    if event.data["seconds"] == event.data["total"]:
        return gettext_noop("It was on hold for {time}"), times
    return gettext_noop("It was on hold for {time}, {total} in all"), times


IN_WORDS: Mapping[str, InWords] = {
    "ticket.hold_explained": _hold_explained,
    "ticket.hold_ended": _hold_ended,
    "ticket.snoozed": _snoozed,
    "ticket.woken": _woken,
}
