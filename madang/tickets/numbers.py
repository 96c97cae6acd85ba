"""Ticket numbers: unique in the desk, rising, gaps allowed."""

from django.db import connection
from django.db.models import F

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
    if not TicketNumber.objects.filter(pk=1).update(last=F("last") + 1):
        TicketNumber.objects.create(pk=1, last=FIRST_NUMBER)
    return TicketNumber.objects.values_list("last", flat=True).get(pk=1)
