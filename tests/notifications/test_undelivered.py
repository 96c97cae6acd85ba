"""An answer that did not arrive comes back to whoever wrote it, once."""

import pytest

from madang.accounts.models import User
from madang.channels.kinds import email
from madang.delivery.actions import mark_bounced, mark_failed, mark_refused
from madang.delivery.models import Delivery, DeliveryState, Purpose
from madang.lib.jobs.inline import run_pending
from madang.tickets import actions
from madang.tickets.models import Status, Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(ticket: Ticket, mina: User) -> Delivery:
    """민아's answer, taken by the server; she waits for the customer."""
    actions.reply(ticket, by=mina, body_text="확인했어요.", then=Status.PENDING)
    Delivery.objects.update(state=DeliveryState.SENT)
    return Delivery.objects.get()


def told() -> list[Delivery]:
    return list(Delivery.objects.filter(purpose=Purpose.NOTICE, key__startswith="undelivered:"))


def test_who_wrote_an_answer_that_came_back_gets_a_mail_with_the_servers_words(
    sent: Delivery, ticket: Ticket
) -> None:
    mark_bounced(sent, words="550 5.1.1 no such user", status="5.1.1")
    run_pending()
    (notice,) = told()
    assert notice.recipient == "mina@lantern.example"
    mail = email.parse(bytes(notice.raw or b""))
    assert "550 5.1.1 no such user" in mail.body_text
    assert f"/desk/open/{ticket.number}/" in mail.body_text
    assert mail.auto_reply == "auto-submitted"


def test_a_ticket_that_waits_for_who_never_heard_is_open_again(sent: Delivery, ticket: Ticket) -> None:
    mark_bounced(sent, words="550 5.1.1 no such user", status="5.1.1")
    run_pending()
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN


def test_a_copy_that_came_back_leaves_the_ticket_waiting(ticket: Ticket, mina: User, seoa: User) -> None:
    actions.receive(ticket, actions.Written(author=seoa, body_text="더", cc=["boss@example.com"]))
    actions.reply(ticket, by=mina, body_text="확인했어요.", then=Status.PENDING)
    mark_refused(Delivery.objects.get(recipient="boss@example.com"), error="550 5.1.1 no such user")
    run_pending()
    ticket.refresh_from_db()
    assert ticket.status == Status.PENDING
    assert len(told()) == 1


def test_a_notice_that_fails_is_told_to_nobody(sent: Delivery) -> None:
    mark_failed(sent, error="451 later")
    run_pending()
    (notice,) = told()
    mark_failed(notice, error="451 later")
    run_pending()
    assert len(told()) == 1
