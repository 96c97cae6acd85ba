"""A part of a stroke that fails by itself leaves nothing, in the history as little as in what follows."""

import pytest

from madang.accounts.models import User
from madang.history.models import Event
from madang.history.recording import attempt, stroke
from madang.tickets import actions
from madang.tickets.models import Priority, Ticket

pytestmark = pytest.mark.django_db


def test_what_a_failed_attempt_recorded_did_not_happen(ticket: Ticket, mina: User) -> None:
    before = Event.objects.count()
    with stroke() as under_way:
        actions.change_priority(ticket, to=Priority.HIGH, by=mina)
        with pytest.raises(RuntimeError):
            _fails(ticket, mina)
        actions.tag(ticket, add=["vip"], by=mina)
        assert [one.kind for one in under_way.events] == ["ticket.priority_changed", "ticket.tagged"]
    ticket.refresh_from_db()
    assert ticket.priority == Priority.HIGH
    assert Event.objects.count() == before + 2


def _fails(ticket: Ticket, mina: User) -> None:
    with attempt():
        actions.change_priority(ticket, to=Priority.URGENT, by=mina)
        raise RuntimeError
