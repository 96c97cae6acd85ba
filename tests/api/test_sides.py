"""Side conversations for programs: the same rights and refusals as in the desk."""

from typing import Any

import pytest

from madang.accounts.models import Team, User
from madang.channels.base import Address, File
from madang.delivery.models import Delivery, Purpose
from madang.tickets import actions
from madang.tickets.models import Attachment, SideConversation, SideDraft, SideMessage, Ticket
from tests.api.test_tickets import Program

pytestmark = pytest.mark.django_db

COURIER = "courier@fast.example"


@pytest.fixture
def program(desk: object, mina: User) -> Program:
    return Program(mina)


def begin(program: Program, ticket: Ticket, **given: Any) -> tuple[int, Any]:
    usual = {"subject": "운송장", "body": "어디쯤인가요?", "to": [COURIER]}
    return program.send("POST", f"/tickets/{ticket.number}/side-conversations", **{**usual, **given})


def answer(side: SideConversation, file: File | None = None) -> SideMessage:
    written = actions.Written(
        author=side.opened_by,
        body_text="오늘 도착합니다",
        files=[file] if file else [],
        from_address=Address(email=COURIER, name="택배 기사"),
    )
    return actions.receive_side(side, written, author=None)


def test_one_is_begun_with_its_mails_and_stands_in_its_ticket(program: Program, ticket: Ticket) -> None:
    status, side = begin(program, ticket)
    assert status == 201
    assert (side["subject"], side["people"], side["team"]) == ("운송장", [COURIER], None)
    (message,) = side["messages"]
    assert [(one["to"], one["state"]) for one in message["deliveries"]] == [(COURIER, "queued")]
    shown = program.get(f"/tickets/{ticket.number}")[1]
    assert shown["side_conversations"] == [side]
    assert shown["waiting_aside_since"] == side["waiting_since"]
    assert program.get(f"/side-conversations/{side['id']}") == (200, side)


def test_an_answer_is_shown_with_who_wrote_it_and_its_files(program: Program, ticket: Ticket) -> None:
    begin(program, ticket)
    answer(SideConversation.objects.get(), File("증빙.txt", "text/plain", b"6012"))
    (side,) = program.get(f"/tickets/{ticket.number}")[1]["side_conversations"]
    answered = side["messages"][1]
    assert answered["author"] == {"name": "택배 기사", "email": COURIER}
    assert (answered["incoming"], answered["reply_text"]) == (True, "오늘 도착합니다")
    (file,) = answered["attachments"]
    assert (file["id"], file["filename"]) == (Attachment.objects.get().pk, "증빙.txt")
    assert side["waiting_since"] is None


def test_writing_goes_on_and_the_same_key_counts_once(program: Program, ticket: Ticket) -> None:
    side = begin(program, ticket, key="one")[1]
    assert begin(program, ticket, key="one")[1]["id"] == side["id"]
    address = f"/side-conversations/{side['id']}/messages"
    for _ in range(2):
        status, written = program.send(
            "POST", address, body="아직인가요?", to=["boss@fast.example"], key="two"
        )
        assert (status, written["to"]) == (201, ["boss@fast.example"])
    assert SideMessage.objects.count() == 2
    assert Delivery.objects.filter(purpose=Purpose.SIDE).count() == 2


def test_it_is_closed_and_opened_again(program: Program, ticket: Ticket) -> None:
    address = f"/side-conversations/{begin(program, ticket)[1]['id']}"
    status, closed = program.send("POST", f"{address}/close")
    assert (status, closed["waiting_since"], bool(closed["closed_at"])) == (200, None, True)
    refused, why = program.send("POST", f"{address}/messages", body="네")
    assert (refused, bool(why["detail"])) == (409, True)
    assert program.send("POST", f"{address}/reopen")[1]["closed_at"] is None


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"to": []}, 422),
        ({"to": ["seoa.yoon@example.com"]}, 422),
        ({"to": ["half@"]}, 422),
        ({"to": [COURIER], "team": "기술 지원"}, 422),
        ({"to": [], "team": "없는 팀"}, 422),
        ({"subject": " "}, 422),
        ({"body": ""}, 422),
        ({"topic": "?"}, 422),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    program: Program, ticket: Ticket, technical: Team, given: dict[str, Any], status: int
) -> None:
    refused, said = begin(program, ticket, **given)
    assert (refused, bool(said["detail"])) == (status, True)
    assert not SideConversation.objects.exists()


def test_a_team_is_named_and_has_no_recipients(program: Program, ticket: Ticket, technical: Team) -> None:
    side = begin(program, ticket, to=[], team=technical.name)[1]
    assert (side["team"], side["people"]) == (technical.name, [])
    assert not Delivery.objects.filter(purpose=Purpose.SIDE).exists()
    refused, said = program.send(
        "POST", f"/side-conversations/{side['id']}/messages", body="네", to=[COURIER]
    )
    assert (refused, bool(said["detail"])) == (422, True)


def test_a_program_writes_nothing_from_a_draft(program: Program, ticket: Ticket, mina: User) -> None:
    actions.keep_side_draft(actions.AsidePlace(ticket), by=mina, body_html="<p>아직</p>")
    assert begin(program, ticket)[1]["messages"][0]["body_text"] == "어디쯤인가요?"
    assert SideDraft.objects.exists()


def test_who_does_not_see_the_ticket_sees_none_of_it(
    program: Program, ticket: Ticket, haneul: User, technical: Team, mina: User
) -> None:
    side = begin(program, ticket)[1]
    file = answer(SideConversation.objects.get(), File("증빙.txt", "text/plain", b"6012"))
    partner = Program(haneul)
    for address in (f"/side-conversations/{side['id']}", f"/attachments/{file.attachments.get().pk}"):
        assert partner.get(address)[0] == 404
    for do in ("close", "reopen"):
        assert partner.send("POST", f"/side-conversations/{side['id']}/{do}")[0] == 404
    assert begin(partner, ticket)[0] == 404
    actions.move(ticket, to=technical, by=mina)
    assert partner.get(f"/side-conversations/{side['id']}")[0] == 200
    assert partner.send("POST", f"/side-conversations/{side['id']}/messages", body="네")[0] == 403
