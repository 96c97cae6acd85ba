"""Cc's take part and hear answers; nobody else does."""

from email import message_from_bytes, policy

import pytest

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.delivery.models import Delivery
from madang.tickets import actions
from madang.tickets.copies import copied_on
from madang.tickets.models import Ticket
from tests.delivery.conftest import SendAll
from tests.services.mail import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

BOSS, PARTNER = "boss@example.com", "partner@logistics.example"


def write(ticket: Ticket, author: User, **more: object) -> None:
    actions.receive(ticket, actions.Written(author=author, body_text="더 있어요.", **more))  # type: ignore[arg-type]  # the test names real fields


def test_each_recipient_gets_a_mail_of_their_own_that_shows_all_of_them(
    ticket: Ticket, seoa: User, mina: User, server: MailServer, send_all: SendAll
) -> None:
    write(ticket, seoa, to=["help@lantern.example"], cc=[BOSS, PARTNER])
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all(server.url)

    assert [mail.recipients for mail in server.handed] == [["seoa.yoon@example.com"], [BOSS], [PARTNER]]
    for handed in server.handed:
        mail = message_from_bytes(handed.raw, policy=policy.default)
        assert [one.addr_spec for one in mail["To"].addresses] == ["seoa.yoon@example.com"]
        assert [one.addr_spec for one in mail["Cc"].addresses] == [BOSS, PARTNER]
    assert (
        len(
            {
                Delivery.objects.get(recipient=BOSS).mail_id,
                *Delivery.objects.values_list("mail_id", flat=True),
            }
        )
        == 1
    )


def test_the_desks_own_addresses_and_the_customers_own_get_no_copy(
    ticket: Ticket, seoa: User, help_inbox: Inbox, mina: User
) -> None:
    seoa.identities.create(value="seoa@second.example")
    write(
        ticket,
        seoa,
        to=["HELP@lantern.example", PARTNER],
        cc=["help+1001.abcdefghij@lantern.example", "seoa@second.example"],
    )
    assert copied_on(ticket) == [PARTNER]
    message = actions.reply(ticket, by=mina, body_text="확인했어요.")
    assert message.cc == [PARTNER]


def test_who_joins_later_hears_the_answers_too(ticket: Ticket, seoa: User, noor: User, mina: User) -> None:
    write(ticket, seoa, to=["help@lantern.example"], cc=[PARTNER])
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    write(ticket, noor, to=["help@lantern.example"])
    assert copied_on(ticket) == [PARTNER, "noor.haddad@example.com"]


def test_who_an_agent_left_out_stays_out(ticket: Ticket, seoa: User, mina: User) -> None:
    write(ticket, seoa, cc=[BOSS, PARTNER])
    actions.reply(ticket, by=mina, body_text="확인했어요.", cc=[PARTNER])
    assert copied_on(ticket) == [PARTNER]


def test_what_a_machine_or_a_list_wrote_names_nobody(ticket: Ticket, seoa: User) -> None:
    write(ticket, seoa, cc=["everybody@list.example"], auto_reply="list")
    assert copied_on(ticket) == []


def test_a_note_goes_to_nobody_even_when_there_are_copies(ticket: Ticket, seoa: User, mina: User) -> None:
    write(ticket, seoa, cc=[BOSS])
    actions.note(ticket, by=mina, body_text="고객에게 말하지 말 것")
    assert not Delivery.objects.exists()


def test_an_address_as_long_as_addresses_may_be_is_queued(ticket: Ticket, seoa: User, mina: User) -> None:
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example"
    write(ticket, seoa, cc=[long])
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    assert Delivery.objects.filter(recipient=long).count() == 1
