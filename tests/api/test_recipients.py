"""Whom answers go to and what became of them, for programs."""

from typing import Any

import pytest
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.delivery.actions import mark_bounced, mark_opened, mark_sent
from madang.delivery.models import Delivery, Sign
from madang.tickets import actions
from madang.tickets.models import Message, PlannedReply, Ticket
from tests.api.test_tickets import Program
from tests.tickets.planning import let_leave, let_time_pass, soon

pytestmark = pytest.mark.django_db

SEOA, BOSS, AUDIT = "seoa.yoon@example.com", "boss@example.com", "audit@partner.example"


@pytest.fixture
def program(desk: object, mina: User) -> Program:
    return Program(mina)


def write(program: Program, ticket: Ticket, **given: Any) -> tuple[int, Any]:
    return program.send("POST", f"/tickets/{ticket.number}/messages", body="확인했어요.", **given)


def test_an_answer_goes_to_whom_it_names(program: Program, ticket: Ticket) -> None:
    status, message = write(program, ticket, to=[SEOA], cc=["Boss@Example.com", SEOA], bcc=[AUDIT])
    assert status == 201
    assert (message["to"], message["cc"], message["bcc"]) == ([SEOA], [BOSS], [AUDIT])
    assert [one["to"] for one in message["deliveries"]] == [SEOA, BOSS, AUDIT]
    assert program.get(f"/tickets/{ticket.number}")[1]["messages"][-1] == message


def test_without_recipients_it_goes_to_who_takes_part_and_an_empty_cc_is_nobody(
    program: Program, ticket: Ticket, noor: User
) -> None:
    actions.receive(
        ticket, actions.Written(author=noor, body_text="저도요", to=["help@lantern.example"], cc=[BOSS])
    )
    shown = program.get(f"/tickets/{ticket.number}")[1]["messages"][-1]
    assert (shown["to"], shown["cc"], shown["bcc"]) == (["help@lantern.example"], [BOSS], [])
    assert write(program, ticket, cc=[])[1]["cc"] == []
    actions.receive(ticket, actions.Written(author=noor, body_text="또 저예요", cc=[BOSS]))
    usual = write(program, ticket)[1]
    assert (usual["to"], usual["cc"]) == ([SEOA], ["noor.haddad@example.com", BOSS])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"to": []}, "받는 사람이 없습니다"),
        ({"to": [SEOA], "cc": ["boss@"]}, "boss@"),
        ({"bcc": ["help@lantern.example"]}, "help@lantern.example"),
        ({"to": [f"{nth}@example.com" for nth in range(52)]}, "51"),
        ({"visibility": "internal", "to": [SEOA]}, "내부 메모는 동료만"),
        ({"visibility": "internal", "bcc": [AUDIT], "reviewer": "me"}, "답변뿐"),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_wrong_recipients_are_refused_in_words_and_nothing_is_written(
    program: Program, ticket: Ticket, given: dict[str, Any], said: str, later: bool
) -> None:
    at = {"send_at": soon().isoformat()} if later and "visibility" not in given else {}
    status, answer = write(program, ticket, **given, **at)
    assert status == 422
    assert said in answer["detail"]
    assert not Message.objects.filter(incoming=False).exists()
    assert not PlannedReply.objects.exists()
    assert not Delivery.objects.exists()


def test_a_waiting_answer_tells_whom_it_goes_to_and_goes_there(program: Program, ticket: Ticket) -> None:
    at = soon().isoformat()
    assert write(program, ticket, send_at=at)[1]["to"] == [SEOA]
    status, planned = write(program, ticket, to=[BOSS], bcc=[AUDIT], send_at=at)
    assert (status, planned["to"], planned["cc"], planned["bcc"]) == (202, [BOSS], [], [AUDIT])
    let_time_pass(PlannedReply.objects.get(pk=planned["id"]))
    let_leave()
    message = program.get(f"/tickets/{ticket.number}")[1]["messages"][-1]
    assert (message["to"], message["bcc"]) == ([BOSS], [AUDIT])


def test_a_delivery_tells_when_it_left_and_by_what_sign_it_was_opened(
    program: Program, ticket: Ticket, mina: User
) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    delivery = Delivery.objects.get()

    def told() -> dict[str, Any]:
        (only,) = program.get(f"/tickets/{ticket.number}")[1]["messages"][-1]["deliveries"]
        assert isinstance(only, dict)
        return only

    assert told() == {
        "to": SEOA, "state": "queued", "error": "", "sent_at": None, "opened_at": None, "opened_by": "",
    }  # fmt: skip
    mark_sent(delivery)
    assert told()["sent_at"] is not None
    mark_opened(Delivery.objects.get(), at=timezone.now(), by=Sign.PICTURE)
    mark_opened(Delivery.objects.get(), at=timezone.now(), by=Sign.WEB)
    assert (told()["state"], told()["opened_by"]) == ("opened", "web")
    assert told()["opened_at"] is not None


def test_who_does_not_answer_customers_learns_of_no_bcc(
    program: Program, ticket: Ticket, mina: User, haneul: User, technical: Team
) -> None:
    actions.move(ticket, to=technical, by=mina)
    write(program, ticket, to=[SEOA], bcc=[AUDIT])
    write(program, ticket, to=[BOSS], bcc=[AUDIT], send_at=soon().isoformat())
    mark_bounced(Delivery.objects.get(recipient=AUDIT), words="550 5.1.1 no such user", status="5.1.1")
    partners = Program(haneul)
    status, shown = partners.get(f"/tickets/{ticket.number}")
    assert status == 200
    assert AUDIT not in str(shown)
    message, planned = shown["messages"][-1], shown["planned"][-1]
    assert (message["to"], message["bcc"], planned["bcc"]) == ([SEOA], None, None)
    assert [one["to"] for one in message["deliveries"]] == [SEOA]
    assert AUDIT in str(program.get(f"/tickets/{ticket.number}")[1])


def test_the_description_names_what_messages_take_and_tell(program: Program) -> None:
    schemas = program.get("/openapi.json")[1]["components"]["schemas"]
    assert {"to", "cc", "bcc"} <= set(schemas["NewMessage"]["properties"])
    assert {"to", "cc", "bcc"} <= set(schemas["MessageOut"]["properties"])
    assert {"to", "cc", "bcc"} <= set(schemas["PlannedOut"]["properties"])
    signs = schemas["DeliveryOut"]["properties"]["opened_by"]["enum"]
    assert set(signs) == {"", *Sign.values}
