"""Two tickets become one conversation, and can be parted again for a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.errors import CannotMerge, CannotUnmerge, NotAllowed
from madang.tickets.merging import goes_on_in, whole_conversation
from madang.tickets.models import Status, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_a_merged_ticket_is_closed_and_its_conversation_goes_on_in_the_other(
    open_ticket: OpenTicket, mina: User
) -> None:
    second, first = open_ticket("second"), open_ticket("first")
    actions.merge(second, into=first, by=mina)
    assert (fresh(second).status, fresh(second).is_open) == (Status.CLOSED, False)
    assert goes_on_in(fresh(second)) == first
    assert list(whole_conversation(first)) == [first.pk, second.pk]
    assert whole_conversation(second) == [second.pk]


def test_who_waits_longest_still_waits_that_long(open_ticket: OpenTicket, mina: User) -> None:
    early, late = open_ticket("early"), open_ticket("late")
    actions.reply(late, by=mina, body_text="Done")
    actions.change_status(late, to=Status.SOLVED, by=mina)
    actions.merge(early, into=late, by=mina)
    assert fresh(late).waiting_since == early.waiting_since
    assert fresh(late).status == Status.OPEN


def test_merging_can_be_undone_and_nothing_is_lost(open_ticket: OpenTicket, mina: User) -> None:
    second, first = open_ticket("second"), open_ticket("first")
    before = fresh(second)
    actions.merge(second, into=first, by=mina)
    actions.unmerge(fresh(second), by=mina)
    after = fresh(second)
    assert (after.status, after.is_open, after.merged_into_id) == (before.status, True, None)
    assert after.waiting_since == before.waiting_since
    assert whole_conversation(first) == [first.pk]


def test_a_merge_can_be_undone_for_a_day(open_ticket: OpenTicket, mina: User) -> None:
    second, first = open_ticket("second"), open_ticket("first")
    actions.merge(second, into=first, by=mina)
    Event.objects.filter(kind="ticket.merged").update(created_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(CannotUnmerge):
        actions.unmerge(fresh(second), by=mina)


def test_a_ticket_is_never_merged_into_itself_or_in_a_circle(open_ticket: OpenTicket, mina: User) -> None:
    second, first = open_ticket("second"), open_ticket("first")
    with pytest.raises(CannotMerge):
        actions.merge(first, into=first, by=mina)
    actions.merge(second, into=first, by=mina)
    with pytest.raises(CannotMerge):
        actions.merge(first, into=second, by=mina)
    with pytest.raises(CannotMerge):
        actions.merge(second, into=open_ticket("third"), by=mina)


def test_merging_into_what_was_merged_names_the_one_to_choose(open_ticket: OpenTicket, mina: User) -> None:
    third, second, first = open_ticket("third"), open_ticket("second"), open_ticket("first")
    actions.merge(second, into=first, by=mina)
    with pytest.raises(CannotMerge, match=f"#{first.number}"):
        actions.merge(third, into=second, by=mina)


def test_a_chain_of_merges_is_one_conversation(open_ticket: OpenTicket, mina: User) -> None:
    third, second, first = open_ticket("third"), open_ticket("second"), open_ticket("first")
    actions.merge(third, into=second, by=mina)
    actions.merge(second, into=first, by=mina)
    assert goes_on_in(fresh(third)) == first
    assert set(whole_conversation(first)) == {first.pk, second.pk, third.pk}


def test_what_was_merged_is_seen_by_who_sees_the_whole(
    open_ticket: OpenTicket, mina: User, payments: Team
) -> None:
    second, first = open_ticket("second"), open_ticket("first")
    actions.merge(second, into=first, by=mina)
    actions.move(first, to=payments, by=mina)
    actions.assign(first, to=mina, by=mina)
    assert (fresh(second).team, fresh(second).assignee) == (payments, mina)


def test_who_may_not_change_tickets_merges_none(open_ticket: OpenTicket, mina: User, haneul: User) -> None:
    second, first = open_ticket("second"), open_ticket("first")
    with pytest.raises(NotAllowed):
        actions.merge(second, into=first, by=haneul)
    assert fresh(second).merged_into is None
