"""Agents follow tickets: they hear of messages and states, once, and never of what they did or can't see."""

import pytest

from madang.accounts.models import User
from madang.accounts.roles import Reach, Role
from madang.desk.following import following_of
from madang.desk.lists import groups_for
from madang.history.models import Event
from madang.lib.conditions import Condition, Group, How
from madang.lib.jobs import run_pending
from madang.notifications.models import Notice
from madang.tickets import actions
from madang.tickets.errors import NotAllowed
from madang.tickets.filters import Asker, matching
from madang.tickets.filters.attribute import ME
from madang.tickets.models import Follower, Status, Ticket
from tests.cast import OpenTicket, person
from tests.desk.conftest import SignedIn
from tests.desk.conftest import signed_in as signed_in
from tests.tickets.test_mentions import name

pytestmark = pytest.mark.django_db(transaction=True)


def heard(who: User) -> list[str]:
    """What the person was told, the oldest first."""
    run_pending()
    return list(Notice.objects.filter(person=who).order_by("pk").values_list("about", flat=True))


def followed(who: User) -> list[int]:
    """The numbers in the person's list of followed tickets."""
    (one,) = [each for group in groups_for(who) for each in group.lists if each.slug == "followed"]
    return list(one.tickets.order_by("number").values_list("number", flat=True))


def test_a_follower_hears_of_customers_answers_notes_and_states(
    ticket: Ticket, mina: User, jun: User, seoa: User
) -> None:
    actions.follow(ticket, by=jun)
    actions.receive(ticket, actions.Written(author=seoa, body_text="아직이에요?"))
    actions.reply(ticket, by=mina, body_text="곧 됩니다", then=Status.PENDING)
    actions.note(ticket, by=mina, body_text="로그 확인")
    actions.change_status(ticket, to=Status.SOLVED, by=mina)
    assert heard(jun) == ["customer", "answer", "note", "state"], "an answer with its state is told once"
    assert heard(mina) == []


def test_a_follower_hears_neither_of_machines_nor_of_more_spam(
    ticket: Ticket, mina: User, jun: User, seoa: User
) -> None:
    actions.follow(ticket, by=jun)
    actions.receive(ticket, actions.Written(author=seoa, body_text="휴가 중", auto_reply="vacation"))
    actions.mark_spam(ticket, by=mina)
    actions.receive(ticket, actions.Written(author=seoa, body_text="광고"))
    assert heard(jun) == []


def test_a_follower_is_not_told_of_what_they_did_and_no_more_after_they_left_off(
    ticket: Ticket, mina: User, jun: User
) -> None:
    actions.follow(ticket, by=jun)
    actions.note(ticket, by=jun, body_text="제가 봅니다")
    assert heard(jun) == []
    actions.unfollow(ticket, by=jun)
    actions.note(ticket, by=mina, body_text="네")
    assert heard(jun) == []


def test_following_twice_is_following_once(ticket: Ticket, jun: User) -> None:
    for _ in range(2):
        actions.follow(ticket, by=jun)
    assert Event.objects.filter(kind="ticket.followed").count() == 1
    for _ in range(2):
        actions.unfollow(ticket, by=jun)
    assert Event.objects.filter(kind="ticket.unfollowed").count() == 1
    assert not Follower.objects.exists()


def test_who_does_not_see_a_ticket_can_not_follow_it_and_who_sees_it_no_more_hears_nothing(
    ticket: Ticket, mina: User, jun: User, haneul: User, seoa: User
) -> None:
    for one in (haneul, seoa):
        with pytest.raises(NotAllowed):
            actions.follow(ticket, by=one)
    actions.follow(ticket, by=jun)
    User.objects.filter(pk=jun.pk).update(reach=Reach.ASSIGNED)
    actions.note(ticket, by=mina, body_text="비밀")
    assert heard(jun) == []


def test_who_is_named_and_follows_is_told_that_they_are_named(ticket: Ticket, mina: User, jun: User) -> None:
    actions.follow(ticket, by=jun)
    name(ticket, jun, by=mina)
    assert heard(jun) == ["mention"]


def test_whoever_is_given_a_ticket_is_told_and_who_takes_one_is_not(
    ticket: Ticket, mina: User, jun: User
) -> None:
    actions.assign(ticket, to=jun, by=mina)
    actions.assign(ticket, to=mina, by=mina)
    assert heard(mina) == []
    assert heard(jun) == [], "it was taken back before anybody was told"
    actions.assign(ticket, to=jun, by=mina)
    assert heard(jun) == ["assigned"]


def test_followers_of_a_merged_ticket_hear_of_where_it_goes_on(
    ticket: Ticket, open_ticket: OpenTicket, mina: User, jun: User
) -> None:
    goal = open_ticket()
    actions.follow(ticket, by=jun)
    actions.merge(ticket, into=goal, by=mina)
    Notice.objects.all().delete()
    run_pending()
    Notice.objects.all().delete()
    actions.note(goal, by=mina, body_text="여기서 계속")
    assert heard(jun) == ["note"]
    assert following_of(jun, goal).mine
    actions.unfollow(goal, by=jun)
    assert not following_of(jun, goal).mine


@pytest.mark.parametrize("follows", [True, False])
def test_naming_and_giving_away_follow_by_the_persons_own_choice(
    ticket: Ticket, open_ticket: OpenTicket, mina: User, jun: User, follows: bool
) -> None:
    actions.change_habits(mina, mentions=follows, assigns=follows)
    other, own = open_ticket(), open_ticket()
    name(ticket, jun, by=mina)
    actions.assign(other, to=jun, by=mina)
    actions.assign(own, to=mina, by=mina)
    assert {one.ticket_id for one in Follower.objects.filter(person=mina)} == (
        {ticket.pk, other.pk} if follows else set()
    )


def test_followed_tickets_have_a_list_and_a_condition(
    ticket: Ticket, open_ticket: OpenTicket, mina: User, jun: User
) -> None:
    other = open_ticket()
    actions.follow(ticket, by=jun)
    actions.follow(other, by=jun)
    actions.change_status(other, to=Status.SOLVED, by=mina)
    assert followed(jun) == [ticket.number]
    assert followed(mina) == []

    def meeting(operator: str, value: object, by: User) -> set[int]:
        tree = Group(How.ALL, (Condition("follower", operator, (value,)),))
        return set(matching(tree, by=Asker.of(by)).values_list("number", flat=True))

    assert meeting("is", ME, jun) == {ticket.number, other.number}
    assert meeting("is", ME, mina) == set()
    assert meeting("is_not", jun.pk, mina) == set()
    assert meeting("is", jun.pk, mina) == {ticket.number, other.number}


def test_the_panel_shows_faces_oneself_first_and_costs_the_same_for_many(
    ticket: Ticket, mina: User, jun: User
) -> None:
    for nth in range(15):
        actions.follow(ticket, by=person(f"a{nth}@lantern.example", f"상담원 {nth}", Role.AGENT))
    actions.follow(ticket, by=mina)
    shown = following_of(mina, ticket)
    assert (shown.people[0], shown.more, shown.mine) == (mina, 4, True)
    assert not following_of(jun, ticket).mine


def test_following_from_the_page_can_be_undone(ticket: Ticket, jun: User, signed_in: SignedIn) -> None:
    browser = signed_in(jun)
    address = f"/desk/tickets/{ticket.number}/change/"
    assert browser.post(address, {"follow": "1"}).json() == {"before": {"unfollow": "1"}}
    assert 'aria-pressed="true"' in browser.get(f"/desk/open/{ticket.number}/").content.decode()
    assert browser.post(address, {"unfollow": "1"}).json() == {"before": {"follow": "1"}}
    browser.post("/desk/notices/habits/", {"mentions": "on"})
    assert 'name="mentions" checked' in browser.get("/desk/notices/").content.decode()
