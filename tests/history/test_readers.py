"""Readers of the history miss nothing, and nobody else's work holds them up."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection, transaction

from madang.accounts.models import User
from madang.history.readers import events_after, latest_id
from madang.tickets import actions
from madang.tickets.models import Priority, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def a_long_transaction_in_another_database() -> Iterator[None]:
    """Another program writes on the same server and has not come to its end; a file has no others."""
    if connection.vendor != "postgresql":
        yield
        return
    given = connection.get_connection_params()
    address = {"host": given["host"], "port": given["port"], "user": given["user"], "dbname": "postgres"}
    with psycopg.connect(**address) as other:
        other.execute("SELECT pg_current_xact_id()")
        yield
        other.rollback()


def test_another_programs_transaction_holds_nothing_up(ticket: Ticket, mina: User) -> None:
    with a_long_transaction_in_another_database():
        before = latest_id()
        actions.change_priority(ticket, to=Priority.HIGH, by=mina)
        assert [event.kind for event in events_after(before, limit=10)] == ["ticket.priority_changed"]


def test_an_event_is_not_read_past_while_an_earlier_one_may_still_come(ticket: Ticket, mina: User) -> None:
    before = latest_id()
    begun, seen = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            actions.change_priority(ticket, to=Priority.HIGH, by=mina)
            begun.set()
            seen.wait(10)
        connection.close()

    writer = threading.Thread(target=slowly)
    writer.start()
    assert begun.wait(10)
    assert events_after(before, limit=10) == []
    seen.set()
    writer.join()
    assert [event.kind for event in events_after(before, limit=10)] == ["ticket.priority_changed"]
