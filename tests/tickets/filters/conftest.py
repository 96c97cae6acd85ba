"""A dozen tickets that are unlike in everything that can be asked of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.lib.conditions import Group
from madang.tickets import actions
from madang.tickets.filters import Asker, read
from madang.tickets.models import Priority, Status, Tag, Ticket, TicketType
from tests.cast import OpenTicket

Ask = Callable[..., Group]


def conditions(*parts: Any, how: str = "all") -> Group:
    """A tree from ("status", "is", ["open"]) and the like; groups are given as JSON."""
    written = [
        part if isinstance(part, dict) else {"attribute": part[0], "operator": part[1], "value": part[2]}
        for part in parts
    ]
    return read({"version": 1, how: written})


@pytest.fixture
def dozen(
    open_ticket: OpenTicket, mina: User, jun: User, seoa: User, noor: User, payments: Team, technical: Team
) -> list[Ticket]:
    """The tickets, from the first opened to the last."""
    made = [
        open_ticket(
            f"환불 문의 {number}" if number % 2 else f"Login {number}",
            requester=(seoa, noor)[number % 3 == 0],
        )
        for number in range(12)
    ]
    statuses = [None, Status.OPEN, Status.PENDING, Status.ON_HOLD, Status.SOLVED, Status.CLOSED]
    now = timezone.now()
    for number, ticket in enumerate(made):
        if number % 3:
            actions.assign(ticket, to=(mina, jun)[number % 2], by=None)
        if number % 4:
            actions.move(ticket, to=(payments, technical)[number % 2], by=None)
        actions.change_priority(ticket, to=Priority(number % 4 + 1), by=None)
        if number % 5 == 0:
            actions.change_type(ticket, to=TicketType.PROBLEM, by=None)
        actions.tag(
            ticket, add=[one for one, step in (("vip", 3), ("refund", 2)) if number % step == 0], by=None
        )
        status = statuses[number % 6]
        if status is not None:
            actions.change_status(ticket, to=status, by=None)
        Ticket.objects.filter(pk=ticket.pk).update(
            created_at=now - timedelta(hours=40 - number),
            last_message_at=now - timedelta(hours=(number * 7) % 12),
            waiting_since=now - timedelta(hours=number % 5) if number % 2 and number % 6 < 4 else None,
        )
    return list(Ticket.objects.order_by("pk"))


@pytest.fixture
def asker(mina: User) -> Asker:
    """민아, now."""
    return Asker.of(mina)


def tag(name: str) -> int:
    """The id of a tag."""
    return Tag.objects.get(name=name).pk
