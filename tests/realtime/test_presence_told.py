"""Who has a ticket open is told who else has, and nobody else is."""

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.tickets.models import Ticket
from tests.cast import OpenTicket
from tests.realtime.conftest import SignIn
from tests.realtime.lines import Streams

pytestmark = pytest.mark.django_db(transaction=True)


def say(person: User, ticket: Ticket, state: str, *, tab: str = "one") -> int:
    """A page of the person says what it shows; the status of the answer."""
    client = Client()
    client.force_login(person)
    return client.post(
        "/desk/presence",
        {"ticket": ticket.number, "state": state, "tab": tab},
        headers={"host": "127.0.0.1:8000"},
    ).status_code


def test_who_is_viewing_and_who_is_typing_is_told_to_the_others(
    streams: Streams, sign_in: SignIn, mina: User, jun: User, ticket: Ticket
) -> None:
    line = streams.open(sign_in(mina))
    line.hear("hello")
    assert say(mina, ticket, "viewing") == 204
    assert line.hear("presence").data == {"ticket": ticket.number, "people": []}
    assert say(jun, ticket, "viewing") == 204
    shown = {"id": jun.pk, "name": "박준", "typing": False}
    assert line.hear("presence").data["people"] == [shown]
    assert say(jun, ticket, "typing") == 204
    assert line.hear("presence").data["people"] == [{**shown, "typing": True}]
    assert say(jun, ticket, "left") == 204
    assert line.hear("presence").data["people"] == []


def test_who_looks_at_another_ticket_is_told_nothing(
    streams: Streams, sign_in: SignIn, mina: User, jun: User, ticket: Ticket, open_ticket: OpenTicket
) -> None:
    other = open_ticket()
    line = streams.open(sign_in(mina))
    line.hear("hello")
    say(jun, ticket, "viewing")
    say(mina, other, "viewing")
    assert line.hear("presence").data["ticket"] == other.number


def test_nobody_shows_up_at_a_ticket_they_may_not_see(haneul: User, ticket: Ticket) -> None:
    assert say(haneul, ticket, "viewing") == 404


@pytest.mark.parametrize("state", ["", "dancing"])
def test_a_sign_that_means_nothing_is_refused(mina: User, ticket: Ticket, state: str) -> None:
    assert say(mina, ticket, state) == 400


def test_a_page_of_another_site_cannot_sign_for_anybody(mina: User, ticket: Ticket) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(mina)
    answer = client.post(
        "/desk/presence", {"ticket": ticket.number, "state": "viewing"}, headers={"host": "127.0.0.1:8000"}
    )
    assert answer.status_code == 403
