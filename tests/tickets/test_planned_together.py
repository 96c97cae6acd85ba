"""Several processes that let answers leave at once send each of them once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from madang.accounts.models import User
from madang.tickets.jobs import release_due_replies
from madang.tickets.models import Message, PlannedReply, PlannedState
from tests.cast import OpenTicket
from tests.tickets.planning import let_time_pass, planned_on

MANY = 12
WORKERS = 4


@pytest.mark.django_db(transaction=True)
def test_several_who_release_at_once_send_each_answer_once(open_ticket: OpenTicket, mina: User) -> None:
    for nth in range(MANY):
        let_time_pass(planned_on(open_ticket(f"문의 {nth}"), mina))

    def worker(_: int) -> None:
        try:
            for _again in range(20):
                release_due_replies()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(worker, range(WORKERS)))
    assert PlannedReply.objects.filter(state=PlannedState.RELEASED).count() == MANY
    answered = Message.objects.filter(incoming=False)
    assert answered.count() == MANY
    assert answered.values("ticket").distinct().count() == MANY
