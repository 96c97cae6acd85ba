"""Who was shown a ticket can be hidden from again: everywhere at once, with undo, and nobody else is."""

import pytest

from madang.accounts.models import Team, User
from madang.accounts.roles import Reach
from madang.delivery.models import Delivery
from madang.desk.following import shown_to
from madang.desk.notices import notices_for
from madang.history.models import Event
from madang.lib.jobs import run_pending
from madang.notifications.listing import how_many_unread
from madang.notifications.mailing import mail_what_is_due
from madang.notifications.models import Notice
from madang.realtime.hints import LIST_CHANGED, hint_about, visible_numbers
from madang.realtime.rights import rights_of
from madang.tickets import actions
from madang.tickets.errors import NotAllowed
from madang.tickets.models import Follower, TeamInvitation, Ticket
from madang.tickets.queries import messages_visible_to, visible_to, who_see
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn
from tests.tickets.test_mentions import name

pytestmark = pytest.mark.django_db(transaction=True)


def sees(person: User, ticket: Ticket) -> bool:
    there = visible_to(person).filter(pk=ticket.pk).exists()
    assert User.objects.filter(who_see(ticket), pk=person.pk).exists() == there
    assert messages_visible_to(person).filter(ticket=ticket).exists() == there
    return there


def marks(person: User, ticket: Ticket) -> list[str]:
    return [one.mark for one in shown_to(person, ticket)]


def test_who_was_named_sees_it_until_that_is_taken_back(ticket: Ticket, mina: User, haneul: User) -> None:
    name(ticket, haneul, by=mina)
    assert sees(haneul, ticket)
    assert marks(mina, ticket) == [f"agent-{haneul.pk}"]
    actions.hide_from(ticket, person=haneul, by=mina)
    assert not sees(haneul, ticket)
    assert marks(mina, ticket) == []
    event = Event.objects.get(kind="sight.taken")
    assert event.data == {"person": haneul.pk, "team": None}
    actions.hide_from(ticket, person=haneul, by=mina)
    assert Event.objects.filter(kind="sight.taken").count() == 1, "once is enough"


def test_undo_shows_it_again(ticket: Ticket, mina: User, haneul: User) -> None:
    name(ticket, haneul, by=mina)
    actions.hide_from(ticket, person=haneul, by=mina)
    actions.show_again(ticket, person=haneul, by=mina)
    actions.show_again(ticket, person=haneul, by=mina)
    assert sees(haneul, ticket)
    assert Event.objects.filter(kind="sight.given").count() == 2


def test_a_team_that_was_asked_sees_it_no_more_and_is_not_waited_for(
    ticket: Ticket, mina: User, haneul: User, technical: Team
) -> None:
    actions.invite_team(ticket, team=technical, by=mina)
    assert sees(haneul, ticket)
    assert marks(mina, ticket) == [f"team-{technical.pk}"]
    actions.hide_from(ticket, team=technical, by=mina)
    assert not sees(haneul, ticket)
    assert not TeamInvitation.objects.filter(ticket=ticket, done_at=None).exists()
    actions.show_again(ticket, team=technical, by=mina)
    assert sees(haneul, ticket)
    assert TeamInvitation.objects.filter(ticket=ticket, done_at=None).count() == 1


def test_what_was_merged_into_it_is_hidden_as_well(open_ticket: OpenTicket, mina: User, haneul: User) -> None:
    merged, goal = open_ticket("하나"), open_ticket("둘")
    actions.merge(merged, into=goal, by=mina)
    name(goal, haneul, by=mina)
    assert sees(haneul, merged)
    actions.hide_from(goal, person=haneul, by=mina)
    assert not sees(haneul, merged)
    assert not sees(haneul, goal)


def test_who_sees_it_in_any_case_still_does_and_is_not_listed(
    ticket: Ticket, mina: User, jun: User, haneul: User, technical: Team
) -> None:
    name(ticket, haneul, by=mina)
    actions.assign(ticket, to=haneul, by=mina)
    ticket.refresh_from_db()
    assert marks(mina, ticket) == [], "it is theirs"
    actions.assign(ticket, to=None, by=mina)
    actions.move(ticket, to=technical, by=mina)
    ticket.refresh_from_db()
    assert marks(mina, ticket) == [], "it is their team's"
    actions.hide_from(ticket, person=haneul, by=mina)
    assert sees(haneul, ticket)
    actions.hide_from(ticket, person=jun, by=mina)
    assert sees(jun, ticket)


def test_only_who_may_show_it_may_take_it_back(ticket: Ticket, mina: User, haneul: User) -> None:
    name(ticket, haneul, by=mina)
    for one in (actions.hide_from, actions.show_again):
        with pytest.raises(NotAllowed):
            one(ticket, person=haneul, by=haneul)
    assert sees(haneul, ticket)
    assert shown_to(haneul, ticket) == []


def test_whoever_may_not_see_it_hears_nothing_more_of_it(
    ticket: Ticket, mina: User, haneul: User, jun: User
) -> None:
    name(ticket, haneul, by=mina)
    run_pending()
    Follower.objects.create(ticket=ticket, person=haneul, created_at=ticket.created_at)
    assert how_many_unread(haneul) == 1
    Notice.objects.update(mail_due_at=ticket.created_at)
    actions.hide_from(ticket, person=haneul, by=mina)
    run_pending()
    assert how_many_unread(haneul) == 0
    assert not notices_for(haneul).unread
    mail_what_is_due()
    assert not Delivery.objects.filter(recipient=haneul.email).exists()
    name(ticket, jun, by=mina)
    run_pending()
    assert Notice.objects.filter(person=haneul).count() == 1, "the old one, which is not shown"


@pytest.mark.parametrize("reach", [Reach.TEAMS, Reach.ASSIGNED])
def test_their_open_pages_learn_of_it_without_being_told_the_number(
    reach: Reach, ticket: Ticket, mina: User, haneul: User
) -> None:
    User.objects.filter(pk=haneul.pk).update(reach=reach)
    person = User.objects.get(pk=haneul.pk)
    name(ticket, person, by=mina)
    actions.hide_from(ticket, person=person, by=mina)
    events = list(Event.objects.filter(kind="sight.taken"))
    rights = rights_of(person)
    hint = hint_about(events, visible=visible_numbers([ticket.pk], rights), rights=rights)
    assert hint.tickets == frozenset()
    assert hint.kinds == {LIST_CHANGED}
    hers = rights_of(mina)
    assert (
        ticket.number in hint_about(events, visible=visible_numbers([ticket.pk], hers), rights=hers).tickets
    )


def test_the_panel_lists_them_and_takes_back_with_undo(
    ticket: Ticket,
    mina: User,
    haneul: User,
    technical: Team,
    signed_in: SignedIn,
) -> None:
    name(ticket, haneul, by=mina)
    actions.invite_team(ticket, team=technical, by=mina)
    browser = signed_in(mina)
    page = browser.get(f"/desk/open/{ticket.number}/").content.decode()
    assert "보여 준 사람과 팀" in page
    for mark in (f"agent-{haneul.pk}", f"team-{technical.pk}"):
        assert f"&quot;{mark}&quot;" in page or f'"{mark}"' in page
        answer = browser.post(f"/desk/tickets/{ticket.number}/change/", {"hide_from": mark})
        assert answer.json() == {"before": {"show_again": mark}}
    assert signed_in(haneul).get(f"/desk/open/{ticket.number}/").status_code == 404
    assert "보여 준 사람과 팀" not in browser.get(f"/desk/open/{ticket.number}/").content.decode()
    activity = browser.get(f"/desk/open/{ticket.number}/?activity").content.decode()
    assert "정하늘 님에게 보여 준 것을 취소했습니다" in activity
    undone = browser.post(f"/desk/tickets/{ticket.number}/change/", {"show_again": f"agent-{haneul.pk}"})
    assert undone.json() == {"before": {"hide_from": f"agent-{haneul.pk}"}}
    assert sees(haneul, ticket)


@pytest.mark.parametrize("mark", ["", "agent-", "agent-999999", "team-0", "customer-1", "agent-1-2", "팀-1"])
def test_whom_nobody_knows_is_said_and_nothing_changes(
    mark: str,
    ticket: Ticket,
    mina: User,
    signed_in: SignedIn,
) -> None:
    answer = signed_in(mina).post(f"/desk/tickets/{ticket.number}/change/", {"hide_from": mark})
    assert answer.status_code == 409
    assert answer.json()["detail"]
    assert not Event.objects.filter(kind="sight.taken").exists()
