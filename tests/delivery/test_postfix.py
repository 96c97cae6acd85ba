"""With Debian's Postfix between: what it can't deliver comes back to the answer that it was."""

import pytest

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, DeliveryState, Unreachable
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage, RawState
from madang.intake.store import store
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.delivery.conftest import SendAll
from tests.services.mail import running_mail_server
from tests.services.postfix import running_postfix

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_postfix_cannot_deliver_is_told_on_the_answer(
    ticket: Ticket, help_inbox: Inbox, mina: User, send_all: SendAll
) -> None:
    with running_mail_server() as customers, running_mail_server() as desk:
        customers.recipient_answer = "550 5.1.1 No such user here"
        with running_postfix({"example.com": customers.port, "lantern.example": desk.port}) as postfix:
            actions.reply(ticket, by=mina, body_text="확인했어요.")
            send_all(postfix)
            assert Delivery.objects.get().state == DeliveryState.SENT
            (report,) = desk.wait_for(1)

    store(report.raw, mail_from=report.sender, recipients=[(help_inbox, report.recipients[0])])
    while take_waiting():
        pass
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status) == (DeliveryState.BOUNCED, "5.1.1")
    assert "No such user here" in delivery.error
    assert Unreachable.objects.get().email == "seoa.yoon@example.com"
    assert RawMessage.objects.get().state == RawState.TAKEN
    assert Ticket.objects.count() == 1
