"""Who begins, writes in and ends a side conversation, and what is refused in words."""

import pytest

from madang.accounts.models import Team, User
from madang.channels.base import File
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, Purpose
from madang.desk.sides import sides_of
from madang.lib.jobs.inline import run_pending
from madang.notifications.models import Notice
from madang.tickets import actions
from madang.tickets.errors import (
    ActionRefused,
    CannotTalkAside,
    DraftFull,
    EmptyMessage,
    NoRecipient,
    NotAllowed,
    TicketClosed,
    TicketMerged,
    WrongRecipient,
)
from madang.tickets.models import SideConversation, SideMessage, Status, Ticket
from madang.tickets.queries import sides_visible_to, visible_to
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db(transaction=True)


def begin(ticket: Ticket, by: User, **given: object) -> SideConversation:
    """Ask the courier, or whoever is given."""
    usual: dict[str, object] = {
        "subject": "운송장",
        "body_text": "어디쯤인가요?",
        "to": ["courier@fast.example"],
    }
    return actions.open_side(ticket, by=by, **{**usual, **given})  # type: ignore[arg-type]  # of the tests


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"to": []}, NoRecipient),
        ({"to": ["not an address"]}, WrongRecipient),
        ({"to": ["seoa.yoon@example.com"]}, WrongRecipient),
        ({"to": ["courier@fast.example", "SEOA.YOON@example.com"]}, WrongRecipient),
        ({"to": ["help@lantern.example"]}, WrongRecipient),
        ({"to": ["help+1042.k3n5q7wz2a@lantern.example"]}, WrongRecipient),
        ({"to": [f"courier{nth}@fast.example" for nth in range(21)]}, WrongRecipient),
        ({"subject": "  "}, CannotTalkAside),
        ({"body_text": " "}, EmptyMessage),
        ({"files": [File("a.bin", "application/octet-stream", bytes(26 * 1024 * 1024))]}, DraftFull),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    ticket: Ticket, mina: User, given: dict[str, object], refusal: type[ActionRefused]
) -> None:
    with pytest.raises(refusal) as refused:
        begin(ticket, mina, **given)
    assert str(refused.value)
    assert not SideConversation.objects.exists()
    assert not Delivery.objects.filter(purpose=Purpose.SIDE).exists()


def test_the_same_press_of_the_button_counts_once(ticket: Ticket, mina: User) -> None:
    assert begin(ticket, mina, key="one") == begin(ticket, mina, key="one")
    assert SideMessage.objects.count() == 1


def test_each_recipient_gets_a_mail_of_the_same_message(ticket: Ticket, mina: User) -> None:
    begin(ticket, mina, to=["Courier@fast.example", "boss@fast.example", "courier@fast.example"])
    mails = Delivery.objects.filter(purpose=Purpose.SIDE)
    assert sorted(mails.values_list("recipient", flat=True)) == ["boss@fast.example", "courier@fast.example"]
    assert mails.values("mail_id").distinct().count() == 1


def test_the_ticket_waits_while_the_last_word_is_ours(ticket: Ticket, mina: User) -> None:
    side = begin(ticket, mina)
    assert side.waiting_since is not None
    actions.close_side(side, by=mina)
    side.refresh_from_db()
    assert side.waiting_since is None


def test_a_closed_one_takes_nothing_until_it_is_opened_again(ticket: Ticket, mina: User) -> None:
    side = begin(ticket, mina)
    actions.close_side(side, by=mina)
    with pytest.raises(CannotTalkAside):
        actions.write_side(side, by=mina, body_text="아직이요?")
    actions.reopen_side(side, by=mina)
    actions.write_side(side, by=mina, body_text="아직이요?")
    assert side.messages.count() == 2


def test_a_ticket_that_is_closed_or_was_merged_begins_none(
    ticket: Ticket, open_ticket: OpenTicket, mina: User
) -> None:
    goal = open_ticket("다른 문의")
    actions.merge(ticket, into=goal, by=mina)
    with pytest.raises(TicketMerged):
        begin(ticket, mina)
    actions.change_status(goal, to=Status.CLOSED, by=mina)
    with pytest.raises(TicketClosed):
        begin(goal, mina)


def test_only_who_answers_customers_writes_outside(
    ticket: Ticket, mina: User, haneul: User, technical: Team
) -> None:
    actions.move(ticket, to=technical, by=mina)
    side = begin(ticket, mina)
    assert side in sides_visible_to(haneul), "a partner reads it as they read notes"
    for refused in (
        lambda: begin(ticket, haneul),
        lambda: actions.write_side(side, by=haneul, body_text="제가 할게요"),
        lambda: actions.close_side(side, by=haneul),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_who_does_not_see_the_ticket_sees_nothing_of_it(ticket: Ticket, mina: User, haneul: User) -> None:
    side = begin(ticket, mina)
    assert side not in sides_visible_to(haneul)
    with pytest.raises(NotAllowed):
        actions.write_side(side, by=haneul, body_text="안녕하세요")


def test_no_customer_sees_one(ticket: Ticket, mina: User, seoa: User) -> None:
    begin(ticket, mina)
    assert not sides_visible_to(seoa).exists()


def test_a_team_that_is_asked_sees_the_ticket_is_told_and_writes_in_it(
    ticket: Ticket, mina: User, haneul: User, technical: Team
) -> None:
    side = begin(ticket, mina, to=[], team=technical)
    assert not Delivery.objects.filter(purpose=Purpose.SIDE).exists()
    assert ticket in visible_to(haneul)
    run_pending()
    assert list(Notice.objects.filter(about="side").values_list("person", flat=True)) == [haneul.pk]
    assert SideConversation.objects.get().waiting_since is not None
    actions.write_side(side, by=haneul, body_text="로그 확인했습니다")
    assert SideConversation.objects.get().waiting_since is None
    run_pending()
    assert Notice.objects.filter(about="side", person=mina).count() == 1


def test_a_brand_without_an_address_of_its_own_says_so(ticket: Ticket, mina: User, help_inbox: Inbox) -> None:
    Inbox.objects.update(is_active=False)
    with pytest.raises(CannotTalkAside):
        begin(Ticket.objects.get(pk=ticket.pk), mina)


def test_merging_shows_it_in_the_other_ticket_and_undoing_takes_it_back(
    ticket: Ticket, open_ticket: OpenTicket, mina: User
) -> None:
    side = begin(ticket, mina)
    goal = open_ticket("다른 문의")
    actions.merge(ticket, into=goal, by=mina)
    assert [row.side for row in sides_of(mina, Ticket.objects.get(pk=goal.pk))] == [side]
    actions.unmerge(ticket, by=mina)
    assert sides_of(mina, Ticket.objects.get(pk=goal.pk)) == []
    assert [row.side for row in sides_of(mina, Ticket.objects.get(pk=ticket.pk))] == [side]


def test_what_others_wrote_is_unread_until_it_was_seen(ticket: Ticket, mina: User, jun: User) -> None:
    side = begin(ticket, mina)
    assert [row.unread for row in sides_of(mina, ticket)] == [0]
    assert [row.unread for row in sides_of(jun, ticket)] == [1]
    newest = side.messages.get().pk
    actions.see_side(side, by=jun, newest=newest)
    actions.see_side(side, by=jun, newest=0)
    assert [row.unread for row in sides_of(jun, ticket)] == [0]
