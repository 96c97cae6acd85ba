"""Ticket numbers: unique in the desk, rising, gaps allowed."""

from django.db import connection

from .models import TicketNumber

FIRST_NUMBER = 1001


def next_number() -> int:
    """A number that no ticket has or had; called inside the transaction that opens the ticket.

    PostgreSQL's sequence lets many open tickets at once; on SQLite writers follow one another anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('tickets_number')")
            return int(cursor.fetchone()[0])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tickets_ticketnumber SET last = last + 1 WHERE id = 1 RETURNING last")
        row = cursor.fetchone()
    if row is not None:
        return int(row[0])
    TicketNumber.objects.create(pk=1, last=FIRST_NUMBER)
    return FIRST_NUMBER
