"""Whom a note names: kept as who is meant, shown the ticket where that may be, refused in clear words else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Reach, Role
from madang.history.models import Event
from madang.lib.text.hangul import initials
from madang.tickets import actions
from madang.tickets.errors import CannotMention
from madang.tickets.mentions import named_in, offered
from madang.tickets.models import Mention, Sight, Ticket
from madang.tickets.queries import messages_visible_to, visible_to, who_see
from tests.cast import OpenTicket, person

pytestmark = pytest.mark.django_db


def at(*named: User | Team) -> str:
    """A note's HTML that names these."""
    links = [
        f'<a href="#{"team" if isinstance(one, Team) else "agent"}-{one.pk}">@{one}</a>' for one in named
    ]
    return f"<p>{' '.join(links)} 봐 주세요</p>"


def name(ticket: Ticket, *named: User | Team, by: User) -> None:
    actions.note(ticket, by=by, body_text="봐 주세요", body_html=at(*named))


def sees(who: User, ticket: Ticket) -> bool:
    return visible_to(who).filter(pk=ticket.pk).exists()


@pytest.fixture
def sora(db: None) -> User:
    """An agent who sees what is assigned to her alone."""
    return person("sora@partner.example", "이소라", Role.AGENT, reach=Reach.ASSIGNED)


def test_a_note_keeps_who_is_meant_whatever_they_are_called_later(
    ticket: Ticket, mina: User, jun: User, technical: Team
) -> None:
    name(ticket, jun, technical, jun, by=mina)
    assert set(Mention.objects.values_list("person", "team")) == {(jun.pk, None), (None, technical.pk)}


def test_who_is_named_and_does_not_see_the_ticket_sees_it_from_then_on(
    ticket: Ticket, mina: User, sora: User, open_ticket: OpenTicket
) -> None:
    other = open_ticket()
    assert not sees(sora, ticket)
    name(ticket, sora, by=mina)
    assert sees(sora, ticket)
    assert not sees(sora, other)
    assert messages_visible_to(sora).filter(ticket=ticket).count() == 2
    shown = Event.objects.get(kind="sight.given")
    assert (shown.actor_id, shown.data) == (mina.pk, {"people": [sora.pk], "team": None})


def test_who_sees_it_already_is_not_shown_it(ticket: Ticket, mina: User, jun: User) -> None:
    name(ticket, jun, by=mina)
    assert not Sight.objects.exists()
    assert not Event.objects.filter(kind="sight.given").exists()


def test_naming_a_team_shows_the_ticket_to_its_people(
    ticket: Ticket, mina: User, technical: Team, haneul: User
) -> None:
    name(ticket, technical, by=mina)
    assert sees(haneul, ticket)


def test_a_light_agent_can_not_show_a_ticket_to_somebody(
    ticket: Ticket, mina: User, haneul: User, technical: Team, sora: User
) -> None:
    actions.move(ticket, to=technical, by=mina)
    with pytest.raises(CannotMention, match="이소라"):
        name(ticket, sora, by=haneul)
    assert not sees(sora, ticket)
    assert ticket.messages.count() == 1, "nothing is kept of a note that was refused"
    name(ticket, mina, by=haneul)
    assert Mention.objects.get().person == mina


def test_naming_somebody_who_left_is_refused_by_name(ticket: Ticket, mina: User, jun: User) -> None:
    User.objects.filter(pk=jun.pk).update(is_active=False)
    with pytest.raises(CannotMention, match="박준"):
        name(ticket, jun, by=mina)


def test_naming_a_customer_or_somebody_made_up_is_refused(ticket: Ticket, mina: User, seoa: User) -> None:
    for wrong in (at(seoa), '<a href="#agent-99999999">@x</a>', '<a href="#team-99999999">@x</a>'):
        with pytest.raises(CannotMention):
            actions.note(ticket, by=mina, body_text="x", body_html=wrong)
    assert not Mention.objects.exists()


def test_whoever_is_shown_a_ticket_sees_what_is_merged_into_it_and_loses_it_when_that_is_undone(
    ticket: Ticket, open_ticket: OpenTicket, mina: User, sora: User
) -> None:
    other = open_ticket()
    name(ticket, sora, by=mina)
    actions.merge(other, into=ticket, by=mina)
    assert sees(sora, other)
    actions.unmerge(other, by=mina)
    assert not sees(sora, other)
    assert sees(sora, ticket)


def test_a_deleted_ticket_is_shown_to_nobody(ticket: Ticket, mina: User, sora: User, jiwoo: User) -> None:
    name(ticket, sora, by=mina)
    actions.delete(ticket, by=jiwoo)
    assert not sees(sora, ticket)


def test_who_sees_a_ticket_is_the_same_asked_from_either_end(
    ticket: Ticket, open_ticket: OpenTicket, mina: User, jun: User, haneul: User, sora: User, technical: Team
) -> None:
    theirs, moved = open_ticket(), open_ticket()
    actions.assign(theirs, to=sora, by=mina)
    actions.move(moved, to=technical, by=mina)
    name(ticket, sora, technical, by=mina)
    for one in Ticket.objects.all():
        asked = set(User.objects.filter(who_see(one), is_active=True).exclude(role=Role.REQUESTER))
        assert asked == {who for who in (mina, jun, haneul, sora) if sees(who, one)}


def test_colleagues_are_found_by_name_initials_and_address_and_never_oneself(
    ticket: Ticket, mina: User, jun: User, haneul: User, technical: Team, seoa: User
) -> None:
    def found(typed: str, by: User = jun) -> list[str]:
        return [one.name for one in offered(ticket, typed, by=by)]

    assert found("민아") == ["김민아"]
    assert found("ㄱㅁㅇ") == ["김민아"]
    assert found("MINA@") == ["김민아"]
    assert found("ㄱㅅ") == ["기술 지원"]
    assert found("윤서아") == []
    assert "박준" not in found("")
    assert found("%") == []


def test_the_offer_says_who_will_see_the_ticket_and_who_can_not(
    ticket: Ticket, mina: User, haneul: User, sora: User, technical: Team
) -> None:
    (to_show,) = offered(ticket, "소라", by=mina)
    assert to_show.possible
    assert to_show.caution
    (not_possible,) = offered(ticket, "소라", by=haneul)
    assert not not_possible.possible


def test_a_light_agent_of_no_team_sees_what_they_were_shown_and_nothing_else(
    ticket: Ticket, mina: User, haneul: User, technical: Team, open_ticket: OpenTicket
) -> None:
    TeamMembership.objects.all().delete()
    open_ticket()
    name(ticket, haneul, by=mina)
    assert list(visible_to(haneul)) == [ticket]


@given(st.text(alphabet="abc 가힣ㄱ0#-<>\"'=", max_size=60))
def test_words_alone_name_nobody(words: str) -> None:
    assert not named_in(f"<p>{words}</p>")


@given(st.lists(st.integers(1, 10**17), max_size=6), st.lists(st.integers(1, 10**17), max_size=6))
def test_each_who_is_named_is_found_once_in_order(people: list[int], teams: list[int]) -> None:
    html = "".join(f'<a href="#agent-{one}" rel="x">@a</a>' for one in people)
    html += "".join(f'<a rel="y" href="#team-{one}">@b</a>' for one in teams)
    named = named_in(html)
    assert list(named.people) == list(dict.fromkeys(people))
    assert list(named.teams) == list(dict.fromkeys(teams))


def test_initials_are_the_first_consonants_and_other_letters_stay() -> None:
    assert initials("김민아 Jr.") == "ㄱㅁㅇ Jr."
