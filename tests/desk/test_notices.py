"""What agents are told in the desk: once, of what they may see, never of what they did; read and unread."""

import pytest
from django.test import Client
from django.utils import translation

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Reach
from madang.desk.notices import notices_for
from madang.history.models import Event
from madang.lib.jobs import run_pending
from madang.notifications.jobs import KEPT, KEPT_UNREAD, forget_old_notices
from madang.notifications.models import Notice
from madang.notifications.noted import tell_of_message
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn
from tests.tickets.test_mentions import name

pytestmark = pytest.mark.django_db(transaction=True)


def told(person: User, language: str = "ko") -> list[str]:
    """What stands unread in the person's list, the oldest first."""
    run_pending()
    with translation.override(language):
        return [line.text for line in notices_for(person).unread][::-1]


def unread(client: Client) -> str:
    number: str = client.get("/desk/notices/fresh/").json()["unread"]
    return number


def test_who_is_named_is_told_where_to_look(ticket: Ticket, mina: User, jun: User) -> None:
    name(ticket, jun, by=mina)
    assert told(jun) == [f"김민아 님이 #{ticket.number} 메모에서 나를 멘션했습니다"]
    (line,) = notices_for(jun).unread
    note = ticket.messages.order_by("-pk")[0]
    assert line.href == f"/desk/open/{ticket.number}/#message-{note.pk}"
    assert line.peek == "봐 주세요"
    assert told(jun, "en") == [f"김민아 named you in a note on #{ticket.number}"]


def test_nobody_is_told_twice_of_one_note_nor_of_their_own(
    ticket: Ticket, mina: User, jun: User, payments: Team
) -> None:
    TeamMembership.objects.create(team=payments, user=jun)
    name(ticket, payments, jun, by=mina)
    run_pending()
    for event in Event.objects.filter(kind="note.written"):
        tell_of_message(event)
    assert told(jun) == [f"김민아 님이 #{ticket.number} 메모에서 나를 멘션했습니다"]
    assert told(mina) == []


def test_the_people_of_a_team_that_is_named_are_told(
    ticket: Ticket, mina: User, haneul: User, technical: Team
) -> None:
    name(ticket, technical, by=mina)
    assert told(haneul) == [f"김민아 님이 #{ticket.number} 메모에서 우리 팀을 멘션했습니다"]


def test_what_is_out_of_sight_again_is_neither_listed_nor_counted(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    name(ticket, jun, by=mina)
    run_pending()
    browser = signed_in(jun)
    assert unread(browser) == "1"
    User.objects.filter(pk=jun.pk).update(reach=Reach.ASSIGNED)
    assert unread(browser) == ""
    assert "data-notice=" not in browser.get("/desk/notices/").content.decode()


def test_a_deleted_ticket_tells_nobody(ticket: Ticket, mina: User, jun: User, jiwoo: User) -> None:
    name(ticket, jun, by=mina)
    actions.delete(ticket, by=jiwoo)
    assert told(jun) == []


def test_notices_are_read_one_by_one_by_ticket_and_all_at_once_and_can_be_unread_again(
    open_ticket: OpenTicket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    tickets = [open_ticket() for _ in range(4)]
    for one in tickets:
        name(one, jun, by=mina)
    run_pending()
    browser = signed_in(jun)
    first, *_, last = Notice.objects.order_by("pk")
    assert browser.post("/desk/notices/read/", {"notice": first.pk}).json() == {"unread": "3"}
    assert browser.post("/desk/notices/read/", {"notice": first.pk, "unread": "1"}).json() == {"unread": "4"}
    assert browser.post("/desk/notices/read/", {"ticket": tickets[1].number}).json() == {"unread": "3"}
    assert browser.post("/desk/notices/read/", {"up_to": last.pk - 1}).json() == {"unread": "1"}
    page = browser.get("/desk/notices/").content.decode()
    assert page.index(f'data-notice="{last.pk}"') < page.index(f'data-notice="{first.pk}"')


def test_nobody_reads_the_notices_of_others(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    name(ticket, jun, by=mina)
    run_pending()
    key = Notice.objects.get().pk
    signed_in(mina).post("/desk/notices/read/", {"notice": key})
    signed_in(mina).post("/desk/notices/read/", {"up_to": key})
    assert Notice.objects.get().read_at is None


def test_looking_at_the_page_reads_nothing(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    name(ticket, jun, by=mina)
    run_pending()
    browser = signed_in(jun)
    browser.get("/desk/notices/")
    browser.get(f"/desk/open/{ticket.number}/")
    assert unread(browser) == "1"


def test_a_page_is_told_only_what_came_since(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    name(ticket, jun, by=mina)
    run_pending()
    browser = signed_in(jun)
    first = browser.get("/desk/notices/fresh/").json()
    assert len(first["news"]) == 1
    name(ticket, jun, by=mina)
    run_pending()
    then = browser.get(f"/desk/notices/fresh/?after={first['last']}").json()
    assert len(then["news"]) == 1
    assert then["unread"] == "2"
    assert browser.get("/desk/notices/fresh/?after=nonsense").status_code == 200


def test_an_empty_list_says_when_something_will_be_in_it(signed_in: SignedIn, jun: User) -> None:
    assert "@" in signed_in(jun).get("/desk/notices/").content.decode()


def test_long_lists_have_further_pages(ticket: Ticket, mina: User, jun: User, signed_in: SignedIn) -> None:
    for _ in range(45):
        name(ticket, jun, by=mina)
    run_pending()
    browser = signed_in(jun)
    browser.post("/desk/notices/read/", {"ticket": ticket.number})
    page = browser.get("/desk/notices/").content.decode()
    assert page.count("data-mark-unread") == 40
    (before,) = {part.split('"')[0] for part in page.split("?before=")[1:]}
    assert browser.get(f"/desk/notices/?before={before}").content.decode().count("data-mark-unread") == 5


def test_what_was_read_long_ago_or_by_nobody_for_a_year_is_forgotten(
    ticket: Ticket, mina: User, jun: User
) -> None:
    for _ in range(2):
        name(ticket, jun, by=mina)
    run_pending()
    one, other = Notice.objects.order_by("pk")
    Notice.objects.filter(pk=one.pk).update(read_at=one.created_at - KEPT)
    forget_old_notices()
    assert list(Notice.objects.all()) == [other]
    Notice.objects.update(created_at=other.created_at - KEPT_UNREAD)
    forget_old_notices()
    assert not Notice.objects.exists()


def test_the_note_shows_who_is_meant_by_the_name_they_have_now(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    name(ticket, jun, by=mina)
    User.objects.filter(pk=jun.pk).update(name="박준호 <b>")
    page = signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()
    assert '<span class="mention">@박준호 &lt;b&gt;</span>' in page
    assert '<span class="mention me">' in signed_in(jun).get(f"/desk/open/{ticket.number}/").content.decode()


def test_a_reply_names_nobody(ticket: Ticket, mina: User, jun: User, signed_in: SignedIn) -> None:
    html = f'<p><a href="#agent-{jun.pk}">@박준</a></p>'
    address = f"/desk/tickets/{ticket.number}/send/"
    signed_in(mina).post(address, {"visibility": "public", "html": html, "key": "a"})
    assert "#agent" not in ticket.messages.order_by("-pk")[0].body_html
    assert told(jun) == []
    signed_in(mina).post(address, {"visibility": "internal", "html": html, "key": "b"})
    assert len(told(jun)) == 1


def test_the_composer_asks_whom_it_can_name(
    ticket: Ticket, mina: User, haneul: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)
    (found,) = browser.get(f"/desk/tickets/{ticket.number}/mentions/?q=ㅈㅎㄴ").json()["choices"]
    assert (found["mark"], found["possible"]) == (f"agent-{haneul.pk}", True)
    draft = f'<a href="#agent-{haneul.pk}">'
    (again,) = browser.get(f"/desk/tickets/{ticket.number}/mentions/", {"html": draft}).json()["choices"]
    assert again["caution"] == found["caution"] != ""
    assert browser.get("/desk/tickets/999999/mentions/?q=x").status_code == 404


def test_what_was_shown_has_a_list_of_its_own(
    ticket: Ticket, mina: User, haneul: User, signed_in: SignedIn
) -> None:
    name(ticket, haneul, by=mina)
    assert f"#{ticket.number}" not in signed_in(haneul).get("/desk/mine/").content.decode()
    assert f'id="row-{ticket.number}"' in signed_in(haneul).get("/desk/shown/").content.decode()
    assert signed_in(mina).get("/desk/shown/").status_code == 404
