"""Who got an answer as Bcc is known to agents alone, on the web too."""

import pytest

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.delivery.models import Delivery
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.portal.conftest import Enter
from tests.portal.test_page import text

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_customers_page_shows_nothing_of_a_bcc(
    web: Brand, ticket: Ticket, mina: User, seoa: User, noor: User, enter: Enter
) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.", bcc=["noor.haddad@example.com"])
    actions.receive(ticket, actions.Written(author=noor, body_text="I saw this in secret."))
    actions.reply(ticket, by=mina, body_text="다시 확인했어요.")
    theirs = Delivery.objects.filter(recipient=seoa.email).latest("pk")
    page = text(enter(theirs))
    assert "다시 확인했어요." in page
    for unknown in ("Noor", "noor.haddad", "in secret"):
        assert unknown not in page


def test_a_bcc_reads_what_they_were_sent(
    web: Brand, ticket: Ticket, mina: User, noor: User, enter: Enter
) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.", bcc=["noor.haddad@example.com"])
    actions.receive(ticket, actions.Written(author=noor, body_text="I saw this."))
    page = text(enter(Delivery.objects.get(recipient="noor.haddad@example.com")))
    assert "확인했어요." in page
    assert "I saw this." in page
