"""Rows are written with statements that are made once, and hold what Django's own would hold."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from pytest_django.asserts import assertNumQueries

from madang.accounts.models import User
from madang.lib.rows import insert, update
from madang.tickets.models import Follower, Priority, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


def test_what_is_named_is_written_and_nothing_else(mina: User, open_ticket: OpenTicket) -> None:
    ticket, other = open_ticket(), open_ticket()
    ticket.priority, ticket.subject = Priority.URGENT, "not to be written"
    ticket.assignee = mina
    ticket.waiting_since = timezone.now() - timedelta(hours=3)
    with assertNumQueries(1):
        update(ticket, ["priority", "assignee", "waiting_since"])
    written = Ticket.objects.get(pk=ticket.pk)
    assert (written.priority, written.assignee) == (Priority.URGENT, mina)
    assert written.waiting_since == ticket.waiting_since
    assert written.subject != "not to be written"
    assert Ticket.objects.get(pk=other.pk).priority == Priority.NORMAL


def test_nothing_is_written_of_nothing(open_ticket: OpenTicket) -> None:
    ticket = open_ticket()
    ticket.assignee = None
    ticket.waiting_since = None
    update(ticket, ["assignee", "waiting_since"])
    written = Ticket.objects.get(pk=ticket.pk)
    assert (written.assignee, written.waiting_since) == (None, None)


def test_a_row_that_is_gone_is_not_written_in_silence(mina: User, open_ticket: OpenTicket) -> None:
    row = Follower(ticket=open_ticket(), person=mina, created_at=timezone.now())
    assert insert(row)
    Follower.objects.all().delete()
    with pytest.raises(DatabaseError):
        update(row, ["created_at"])


def test_what_is_no_column_is_refused(open_ticket: OpenTicket) -> None:
    with pytest.raises(TypeError):
        update(open_ticket(), ["tags"])


def test_what_is_there_once_is_not_written_twice(mina: User, open_ticket: OpenTicket) -> None:
    ticket = open_ticket()
    rows = [Follower(ticket=ticket, person=mina, created_at=timezone.now()) for _ in range(2)]
    assert [insert(row, unless_there=True) for row in rows] == [True, False]
    assert rows[0].pk is not None
