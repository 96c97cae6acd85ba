"""A hint names what its reader may see, and nothing else."""

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Reach, Role
from madang.history.models import Event
from madang.realtime.hints import LIST_CHANGED, Hint
from madang.realtime.reading import FARTHEST, Comeback, missed_by, next_batch
from madang.realtime.rights import rights_key, rights_of
from madang.tickets import actions
from madang.tickets.models import Priority, Ticket
from tests.cast import OpenTicket, person

# On PostgreSQL only what was committed is settled.
pytestmark = pytest.mark.django_db(transaction=True)


def hint_for(reader: User, *, after: int = 0) -> Hint:
    """What the reader is told about all that happened after an event."""
    rights = rights_of(reader)
    return next_batch(after, [rights]).hints.get(rights.key, Hint())


def so_far() -> int:
    """The id of the newest event."""
    newest = Event.objects.order_by("-pk").first()
    return newest.pk if newest else 0


def test_an_agent_is_told_the_number_and_what_happened(ticket: Ticket, mina: User) -> None:
    assert hint_for(mina).as_data() == {"tickets": [ticket.number], "kinds": ["ticket.opened"]}


def test_a_light_agent_is_told_nothing_about_tickets_of_others(ticket: Ticket, haneul: User) -> None:
    assert not hint_for(haneul)


def test_a_light_agent_is_told_about_a_ticket_that_comes_into_their_sight(
    ticket: Ticket, haneul: User, technical: Team, mina: User
) -> None:
    before = so_far()
    actions.move(ticket, to=technical, by=mina)
    assert hint_for(haneul, after=before).tickets == {ticket.number}


def test_a_ticket_that_leaves_somebodys_sight_is_not_named_but_the_list_changed(
    ticket: Ticket, haneul: User, technical: Team, payments: Team, mina: User
) -> None:
    actions.move(ticket, to=technical, by=mina)
    before = so_far()
    actions.move(ticket, to=payments, by=mina)
    assert hint_for(haneul, after=before).as_data() == {"tickets": [], "kinds": [LIST_CHANGED]}


def test_a_ticket_taken_from_its_assignee_leaves_their_sight(ticket: Ticket, mina: User, jun: User) -> None:
    narrow = person("mirae@lantern.example", "서미래", Role.AGENT, reach=Reach.ASSIGNED)
    actions.assign(ticket, to=narrow, by=mina)
    before = so_far()
    assert hint_for(narrow).tickets == {ticket.number}
    actions.assign(ticket, to=jun, by=mina)
    assert hint_for(narrow, after=before).as_data() == {"tickets": [], "kinds": [LIST_CHANGED]}


def test_what_happens_to_a_ticket_never_seen_is_no_news(
    ticket: Ticket, haneul: User, mina: User, jun: User
) -> None:
    before = so_far()
    actions.assign(ticket, to=jun, by=mina)
    actions.change_priority(ticket, to=Priority.HIGH, by=mina)
    assert not hint_for(haneul, after=before)


def test_a_customer_is_told_nothing(ticket: Ticket, seoa: User) -> None:
    assert not hint_for(seoa)


def test_people_with_the_same_rights_are_asked_for_once(mina: User, jun: User) -> None:
    assert rights_key(mina) == rights_key(jun)


def test_people_of_different_teams_have_different_rights(
    haneul: User, technical: Team, payments: Team
) -> None:
    before = rights_key(haneul)
    TeamMembership.objects.create(team=payments, user=haneul)
    assert rights_key(haneul) != before


def test_reading_costs_one_query_a_group_however_many_events(
    open_ticket: OpenTicket, mina: User, haneul: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        open_ticket()
    groups = [rights_of(mina), rights_of(haneul)]
    who_runs = 1 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(who_runs + 1 + len(groups) + 1):
        next_batch(0, groups)


def test_who_comes_back_is_told_what_they_missed_and_no_more(open_ticket: OpenTicket, mina: User) -> None:
    open_ticket()
    seen = so_far()
    missed, later = open_ticket(), open_ticket()
    answers = missed_by(
        [Comeback(last=seen, rights=rights_of(mina)), Comeback(last=so_far(), rights=rights_of(mina))],
        up_to=so_far(),
    )
    assert [answer and answer.tickets for answer in answers] == [{missed.number, later.number}, Hint()]


def test_who_missed_more_than_a_thousand_events_loads_everything_anew(ticket: Ticket, mina: User) -> None:
    first = Event.objects.latest("pk")
    Event.objects.bulk_create(
        Event(
            kind="ticket.tagged",
            subject_type="ticket",
            subject_id=ticket.pk,
            stroke=1,
            created_at=first.created_at,
        )
        for _ in range(FARTHEST)
    )
    rights = rights_of(mina)
    exactly, too_much = missed_by(
        [Comeback(last=first.pk, rights=rights), Comeback(last=first.pk - 1, rights=rights)], up_to=so_far()
    )
    assert exactly is not None
    assert exactly.tickets == {ticket.number}
    assert too_much is None


def test_people_to_whom_something_happened_are_named_to_the_hub(ticket: Ticket, mina: User) -> None:
    Event.objects.create(
        kind="user.role_changed",
        subject_type="user",
        subject_id=mina.pk,
        stroke=1,
        created_at=ticket.created_at,
    )
    assert next_batch(0, []).people == {mina.pk}
