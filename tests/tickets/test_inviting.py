"""Another team is asked to help: it sees the ticket meanwhile, the ticket waits for it, and it leaves with a word."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Reach
from madang.desk.asking import asked_of
from madang.desk.lists import groups_for
from madang.desk.rows import only_of_list
from madang.history.models import Event
from madang.lib.conditions import Condition, Group, How
from madang.lib.jobs import run_pending
from madang.notifications.models import Notice
from madang.realtime.hints import LIST_CHANGED, hint_about, visible_numbers
from madang.realtime.rights import rights_of
from madang.tickets import actions
from madang.tickets.errors import CannotInvite, NotAllowed, TicketClosed
from madang.tickets.filters import Asker, matching
from madang.tickets.models import Draft, Sight, Status, TeamInvitation, Ticket, Visibility
from madang.tickets.queries import messages_visible_to, visible_to
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn
from tests.desk.conftest import signed_in as signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def sees(who: User, ticket: Ticket) -> bool:
    return visible_to(who).filter(pk=ticket.pk).exists()


def heard(who: User) -> list[str]:
    """What the person was told, the oldest first."""
    run_pending()
    return list(Notice.objects.filter(person=who).order_by("pk").values_list("about", flat=True))


@pytest.fixture
def asked(ticket: Ticket, technical: Team, mina: User, haneul: User) -> TeamInvitation:
    """The technical team, 하늘's, asked about 서아's ticket."""
    return actions.invite_team(ticket, team=technical, by=mina, text="로그를 봐 주세요")


def test_a_team_that_is_asked_sees_the_ticket_with_what_it_is_asked(
    ticket: Ticket, asked: TeamInvitation, haneul: User, mina: User
) -> None:
    assert sees(haneul, ticket)
    note = messages_visible_to(haneul).get(visibility=Visibility.INTERNAL)
    assert (note.body_text, note.author) == ("로그를 봐 주세요", mina)
    assert asked.asked == note
    assert heard(haneul) == ["asked"]
    assert heard(mina) == []


def test_it_leaves_with_a_word_and_sees_the_ticket_no_more(
    ticket: Ticket, asked: TeamInvitation, technical: Team, haneul: User, mina: User
) -> None:
    actions.finish_help(asked, by=haneul, text="서버 오류였습니다")
    assert heard(mina) == ["done"]
    assert ticket.messages.order_by("-pk")[0].body_text == "서버 오류였습니다"
    assert asked_of(mina, ticket) == []
    colleague = User.objects.create(
        email="b@partner.example", name="b", role="light_agent", reach=Reach.TEAMS
    )
    TeamMembership.objects.create(team=technical, user=colleague)
    assert not sees(colleague, ticket)
    assert sees(haneul, ticket), "a ticket is not hidden from who worked on it"


def test_who_only_looked_sees_it_no_more(
    ticket: Ticket, asked: TeamInvitation, haneul: User, mina: User
) -> None:
    actions.finish_help(asked, by=mina)
    assert not sees(haneul, ticket)
    assert not Sight.objects.exists()


def test_asking_twice_asks_once_and_being_done_twice_is_silent(
    ticket: Ticket, asked: TeamInvitation, technical: Team, mina: User, haneul: User
) -> None:
    assert actions.invite_team(ticket, team=technical, by=mina) == asked
    for _ in range(2):
        actions.finish_help(asked, by=mina)
    assert list(
        Event.objects.filter(kind__startswith="team.").order_by("pk").values_list("kind", flat=True)
    ) == [
        "team.invited",
        "team.finished",
    ]
    again = actions.invite_team(ticket, team=technical, by=mina)
    assert again != asked
    assert sees(haneul, ticket)


def test_who_may_not_give_tickets_away_asks_no_team_and_strangers_end_nothing(
    ticket: Ticket, payments: Team, technical: Team, mina: User, haneul: User
) -> None:
    actions.move(ticket, to=technical, by=mina)
    with pytest.raises(NotAllowed):
        actions.invite_team(ticket, team=payments, by=haneul)
    invited = actions.invite_team(ticket, team=payments, by=mina)
    with pytest.raises(NotAllowed):
        actions.finish_help(invited, by=haneul)
    assert asked_of(haneul, ticket)[0].may_finish is False


def test_the_tickets_own_team_and_a_closed_ticket_are_refused_in_words(
    ticket: Ticket, payments: Team, technical: Team, mina: User
) -> None:
    actions.move(ticket, to=payments, by=mina)
    with pytest.raises(CannotInvite):
        actions.invite_team(ticket, team=payments, by=mina)
    actions.change_status(ticket, to=Status.CLOSED, by=None)
    with pytest.raises(TicketClosed):
        actions.invite_team(ticket, team=technical, by=mina)
    assert not TeamInvitation.objects.exists()


def test_asking_leaves_the_askers_own_draft_alone(ticket: Ticket, technical: Team, mina: User) -> None:
    actions.keep_draft(ticket, by=mina, visibility=Visibility.INTERNAL, body_html="<p>내 생각</p>")
    actions.invite_team(ticket, team=technical, by=mina, text="봐 주세요")
    assert Draft.objects.get().body_html == "<p>내 생각</p>"


def test_whose_teams_are_asked_has_them_in_a_list_and_rows_show_the_team(
    ticket: Ticket, asked: TeamInvitation, haneul: User, mina: User, open_ticket: OpenTicket
) -> None:
    open_ticket()
    (one,) = [each for group in groups_for(haneul) for each in group.lists if each.slug == "asked"]
    (row,) = only_of_list(one, haneul, [ticket.number])
    assert (row.waits_on, row.waits_since) == ("기술 지원", asked.created_at)
    assert list(one.tickets) == [ticket]
    (of_mina,) = [each for group in groups_for(mina) for each in group.lists if each.slug == "asked"]
    assert list(of_mina.tickets) == []
    tree = Group(How.ALL, (Condition("waits_on", "is", (asked.team_id,)),))
    assert list(matching(tree, by=Asker.of(mina))) == [ticket]
    actions.finish_help(asked, by=mina)
    assert list(matching(tree, by=Asker.of(mina))) == []


def test_a_team_that_is_done_is_told_that_its_lists_changed_and_not_of_the_ticket(
    ticket: Ticket, asked: TeamInvitation, haneul: User, mina: User
) -> None:
    actions.finish_help(asked, by=mina)
    events = list(Event.objects.filter(kind="team.finished"))
    rights = rights_of(haneul)
    hint = hint_about(events, visible=visible_numbers([ticket.pk], rights), rights=rights)
    assert not hint.tickets
    assert hint.kinds == {LIST_CHANGED}


def test_the_page_asks_says_who_is_waited_for_and_undoes_it(
    ticket: Ticket, technical: Team, mina: User, haneul: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)
    page = f"/desk/open/{ticket.number}/"
    form = browser.get(f"/desk/tickets/{ticket.number}/ask-team/").content.decode()
    assert "기술 지원" in form
    change = f"/desk/tickets/{ticket.number}/change/"
    answer = browser.post(change, {"ask_team": technical.pk, "ask_text": "봐 주세요"}).json()
    assert "기술 지원" in browser.get(page).content.decode().split('id="ties"')[1].split('id="talk"')[0]
    assert 'name="help_done"' in signed_in(haneul).get(page).content.decode()
    browser.post(change, answer["before"])
    assert not sees(haneul, ticket)
    assert browser.post(change, {"help_done": "999999999"}).status_code == 409
    assert browser.post(change, {"ask_team": "999999999"}).status_code == 409


def test_a_list_asks_for_all_its_teams_at_once(
    open_ticket: OpenTicket, technical: Team, mina: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)

    def cost() -> int:
        browser.get("/desk/open/")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/desk/open/")
        return len(captured)

    actions.invite_team(open_ticket(), team=technical, by=mina)
    few = cost()
    for _ in range(10):
        actions.invite_team(open_ticket(), team=technical, by=mina)
    assert cost() == few
