"""What can't be done any more, or never could: each says what happened and what can be done, and changes nothing."""

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.api.test_tickets import Program
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db


def asked(client: Client, ticket: Ticket, **given: object) -> tuple[int, str]:
    answer = client.post(f"/desk/tickets/{ticket.number}/change/", given)
    return answer.status_code, answer.json().get("detail", "")


@pytest.mark.parametrize(
    ("language", "itself", "merged", "circle"),
    [
        (
            "ko",
            "문의를 자기 자신에 합칠 수 없습니다. 다른 문의를 고르십시오.",
            "#{second} 문의는 이미 #{first}에 합쳐졌습니다. 그곳에서 이어 가거나, 먼저 합치기를 되돌리십시오.",
            "#{second} 문의는 이미 #{first}에 합쳐져 한 대화입니다. 그곳에서 이어 가십시오.",
        ),
        (
            "en",
            "A ticket can't be merged into itself. Choose another one.",
            "#{second} was merged into #{first} already. Go on there, or take it out again first.",
            "#{second} was merged into #{first} already: they are one conversation. Go on there.",
        ),
    ],
)
def test_a_merge_that_cannot_be_says_which_ticket_goes_on(
    language: str,
    itself: str,
    merged: str,
    circle: str,
    signed_in: SignedIn,
    mina: User,
    open_ticket: OpenTicket,
) -> None:
    User.objects.filter(pk=mina.pk).update(language=language)
    first, second, third = open_ticket("first"), open_ticket("second"), open_ticket("third")
    actions.merge(second, into=first, by=mina)
    client, program, before = signed_in(mina), Program(mina), Event.objects.count()
    numbers = {"first": first.number, "second": second.number}
    for ticket, into, words in (
        (first, first, itself),
        (second, third, merged),
        (second, first, circle),
        (first, second, circle),
    ):
        expected = words.format(**numbers)
        assert asked(client, ticket, merge=into.number) == (409, expected)
        status, said = program.send("PATCH", f"/tickets/{ticket.number}", merge_into=into.number)
        assert (status, said["detail"]) == (409, expected)
    assert Event.objects.count() == before


def test_what_is_done_on_a_ticket_that_was_merged_a_second_ago_names_where_to_do_it(
    signed_in: SignedIn, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    goal, gone = open_ticket("first"), open_ticket("second")
    actions.merge(gone, into=goal, by=jun)
    client, program, before = signed_in(mina), Program(mina), Event.objects.count()
    words = f"이 문의는 #{goal.number}에 합쳐져 대화가 그곳에서 이어집니다. 그곳에서 하십시오."
    for given in ({"status": "solved"}, {"priority": "4"}, {"assignee": mina.pk}, {"tag": "vip"}):
        assert asked(client, gone, **given) == (409, words)
    sent = client.post(
        f"/desk/tickets/{gone.number}/send/",
        {"visibility": "public", "html": "<p>확인했어요.</p>", "key": "1", "seen": "0"},
    )
    assert (sent.status_code, sent.json()["detail"]) == (409, words)
    path = f"/tickets/{gone.number}"
    for answer in (
        program.send("PATCH", path, status="solved"),
        program.send("POST", f"{path}/messages", body="확인했어요.", visibility="public"),
    ):
        assert (answer[0], answer[1]["detail"]) == (409, words)
    assert Event.objects.count() == before
    assert not Message.objects.filter(author=mina).exists()


@pytest.mark.parametrize(
    "given", [{"status": "parked"}, {"priority": "9"}, {"priority": "¹"}, {"type": "wish"}, {"team": "77777"}]
)
def test_what_is_not_there_to_be_chosen_is_said_instead_of_passed_over(
    given: dict[str, str], signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    before = Event.objects.count()
    assert asked(signed_in(mina), ticket, **given) == (
        409,
        "더 이상 없는 항목입니다. 다른 것을 고르십시오.",
    )
    assert Event.objects.count() == before


def test_a_field_that_was_removed_while_somebody_filled_it_in_is_said(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    answer = signed_in(mina).post(f"/desk/tickets/{ticket.number}/fields/77777/", {"value": "A-1"})
    assert answer.status_code == 409
    assert "그사이 이 입력 항목이 삭제되었습니다" in answer.json()["detail"]
    status, said = Program(mina).send("PATCH", f"/tickets/{ticket.number}", fields={"gone": "A-1"})
    assert status == 422
    assert "gone" in said["detail"]
