"""What programs can rely on."""

import json
from typing import Any

import pytest
from django.test import Client

from madang.accounts.models import Team, User
from madang.accounts.tokens import issue
from madang.brands.models import Desk
from madang.channels.models import Inbox
from madang.tickets import actions
from madang.tickets.forms import Item
from madang.tickets.models import FieldKind, Status, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


class Program:
    """A program with somebody's token."""

    def __init__(self, person: User | None) -> None:
        self._client = Client(SERVER_NAME="127.0.0.1")
        self._headers = {"Authorization": f"Bearer {issue(person, name='test')}"} if person else {}

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        return self._answer(self._client.get(f"/api/v1{path}", query, headers=self._headers))

    def send(self, method: str, path: str, **body: Any) -> tuple[int, Any]:
        return self._answer(
            self._client.generic(
                method,
                f"/api/v1{path}",
                json.dumps(body),
                content_type="application/json",
                headers=self._headers,
            )
        )

    @staticmethod
    def _answer(response: Any) -> tuple[int, Any]:
        return response.status_code, json.loads(response.content or b"null")


@pytest.fixture
def program(desk: Desk, mina: User) -> Program:
    return Program(mina)


def test_without_a_token_nothing_is_told(ticket: Ticket) -> None:
    assert Program(None).get("/tickets")[0] == 401
    assert Program(None).get(f"/tickets/{ticket.number}")[0] == 401


def test_a_list_of_tickets_has_what_was_promised(program: Program, ticket: Ticket) -> None:
    status, page = program.get("/tickets")
    assert status == 200
    assert page["next"] is None
    row = page["items"][0]
    assert row["number"] == ticket.number
    assert (row["subject"], row["status"], row["priority"]) == ("결제가 두 번 됐어요", "new", "normal")
    assert row["requester"] == {"name": "윤서아", "email": "seoa.yoon@example.com"}
    assert (row["assignee"], row["team"]) == (None, None)
    assert set(row) >= {"created_at", "updated_at"}


def test_cursor_pages_show_each_ticket_once_also_when_new_ones_come(
    program: Program, open_ticket: OpenTicket
) -> None:
    there = {open_ticket(f"문의 {n}").number for n in range(7)}
    _status, page = program.get("/tickets", limit=3)
    seen = [row["number"] for row in page["items"]]
    open_ticket("그 사이에 온 문의")
    while page["next"]:
        _status, page = program.get("/tickets", limit=3, cursor=page["next"])
        seen += [row["number"] for row in page["items"]]
    assert sorted(seen) == sorted(there)


def test_a_broken_cursor_is_explained(program: Program) -> None:
    status, answer = program.get("/tickets", cursor="%%%")
    assert status == 400
    assert "커서" in answer["detail"], "in the language of the token's person"


def test_tickets_are_filtered_by_status_and_assignee(
    program: Program, open_ticket: OpenTicket, mina: User
) -> None:
    mine, other = open_ticket("내 것"), open_ticket("다른 것")
    actions.assign(mine, to=mina, by=mina)
    assert [row["number"] for row in program.get("/tickets", assignee="me")[1]["items"]] == [mine.number]
    assert [row["number"] for row in program.get("/tickets", assignee="none")[1]["items"]] == [other.number]
    assert program.get("/tickets", status="solved")[1]["items"] == []
    assert program.get("/tickets", status="nonsense")[0] == 422


def test_opening_a_ticket_finds_the_customer_by_address(
    program: Program, help_inbox: Inbox, seoa: User
) -> None:
    status, ticket = program.send(
        "POST", "/tickets", requester_email="Seoa.Yoon@example.com", subject="전화 문의", body="환불 원하심"
    )
    assert status == 201
    assert ticket["requester"]["email"] == seoa.email
    assert ticket["messages"][0]["body_text"] == "환불 원하심"
    assert Ticket.objects.get(number=ticket["number"]).requester == seoa


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"requester_email": "nobody", "subject": "x", "body": "x"},
        {"requester_email": "a@example.com", "subject": "x", "body": ""},
        {"requester_email": "a@example.com", "subject": "x" * 501, "body": "x"},
        {"requester_email": "a@example.com", "subject": "x", "body": "x", "typo": 1},
    ],
)
def test_a_wrong_request_changes_nothing(program: Program, help_inbox: Inbox, body: dict[str, Any]) -> None:
    status, answer = program.send("POST", "/tickets", **body)
    assert status == 422
    assert answer["detail"]
    assert not Ticket.objects.exists()


def test_what_is_not_json_is_refused(desk: Desk, mina: User) -> None:
    response = Client(SERVER_NAME="127.0.0.1").post(
        "/api/v1/tickets",
        "{not json",
        content_type="application/json",
        headers={"Authorization": f"Bearer {issue(mina, name='test')}"},
    )
    assert response.status_code == 400


def test_an_answer_is_queued_and_its_state_is_on_the_message(program: Program, ticket: Ticket) -> None:
    status, message = program.send("POST", f"/tickets/{ticket.number}/messages", body="확인했어요.")
    assert status == 201
    assert message["visibility"] == "public"
    (delivery,) = message["deliveries"]
    assert (delivery["to"], delivery["state"]) == ("seoa.yoon@example.com", "queued")
    whole = program.get(f"/tickets/{ticket.number}")[1]
    assert [one["body_text"] for one in whole["messages"]] == ["확인 부탁드려요.", "확인했어요."]


def test_the_same_key_sends_once(program: Program, ticket: Ticket) -> None:
    first = program.send("POST", f"/tickets/{ticket.number}/messages", body="확인했어요.", key="a")[1]
    again = program.send("POST", f"/tickets/{ticket.number}/messages", body="확인했어요.", key="a")[1]
    assert first["id"] == again["id"]


def test_a_note_is_internal(program: Program, ticket: Ticket) -> None:
    message = program.send("POST", f"/tickets/{ticket.number}/messages", body="메모", visibility="internal")[
        1
    ]
    assert (message["visibility"], message["deliveries"]) == ("internal", [])


def test_a_change_is_made_whole_or_not_at_all(
    program: Program, ticket: Ticket, mina: User, payments: Team
) -> None:
    path = f"/tickets/{ticket.number}"
    status, changed = program.send(
        "PATCH", path, status="pending", priority="urgent", assignee="me", team=payments.name, tags=["환불"]
    )
    assert status == 200
    assert (changed["status"], changed["priority"], changed["team"]) == ("pending", "urgent", payments.name)
    assert changed["assignee"]["email"] == mina.email
    assert changed["tags"] == ["환불"]

    assert program.send("PATCH", path, priority="low", assignee="nobody@example.com")[0] == 422
    assert program.get(path)[1]["priority"] == "urgent"


def test_tickets_are_merged_and_taken_out_again(program: Program, open_ticket: OpenTicket) -> None:
    first, second = open_ticket("first"), open_ticket("second")
    _status, merged = program.send("PATCH", f"/tickets/{second.number}", merge_into=first.number)
    assert merged["merged_into"] == first.number
    assert len(program.get(f"/tickets/{first.number}")[1]["messages"]) == 2
    _status, again = program.send("PATCH", f"/tickets/{second.number}", merge_into=None)
    assert again["merged_into"] is None
    assert program.send("PATCH", f"/tickets/{first.number}", merge_into=first.number)[0] == 409


def test_a_token_can_do_no_more_than_its_person(
    ticket: Ticket, haneul: User, technical: Team, mina: User
) -> None:
    partner = Program(haneul)
    path = f"/tickets/{ticket.number}"
    assert partner.get(path)[0] == 404
    assert partner.get("/tickets")[1]["items"] == []
    assert partner.send("POST", f"{path}/messages", body="x")[0] == 404
    actions.move(ticket, to=technical, by=mina)
    assert partner.get(path)[0] == 200
    assert partner.send("POST", f"{path}/messages", body="x")[0] == 403
    assert partner.send("PATCH", path, assignee="me")[0] == 403
    assert partner.send("POST", f"{path}/messages", body="x", visibility="internal")[0] == 201


def test_the_api_describes_itself(program: Program) -> None:
    status, schema = program.get("/openapi.json")
    assert status == 200
    assert "/api/v1/tickets/{number}/messages" in schema["paths"]


def test_a_status_of_the_desks_own_is_told_and_set_by_its_key(
    program: Program, ticket: Ticket, jiwoo: User
) -> None:
    actions.make_status({"en": "With the warehouse"}, category=Status.ON_HOLD, by=jiwoo)
    path = f"/tickets/{ticket.number}"
    status, told = program.send("PATCH", path, own_status="with_the_warehouse")
    assert (status, told["status"], told["own_status"]) == (200, "on_hold", "with_the_warehouse")
    assert program.get("/tickets")[1]["items"][0]["own_status"] == "with_the_warehouse"
    assert program.send("PATCH", path, own_status="nothing")[0] == 422
    assert program.send("PATCH", path, own_status="with_the_warehouse", status="open")[0] == 422
    assert program.send("PATCH", path, own_status=None)[1]["own_status"] is None
    assert program.send("PATCH", path, status="open")[1]["status"] == "open"


def test_fields_are_told_and_set_by_their_keys(program: Program, ticket: Ticket) -> None:
    product = actions.make_field({"en": "Product"}, kind=FieldKind.MULTI_SELECT, by=None)
    for name in ("Lamp", "Chair"):
        actions.add_option(product, {"en": name}, by=None)
    actions.make_field({"en": "Amount"}, kind=FieldKind.NUMBER, by=None)
    path = f"/tickets/{ticket.number}"
    assert program.get(path)[1]["fields"] == {"product": [], "amount": None}
    status, told = program.send("PATCH", path, fields={"product": ["chair"], "amount": 12.5})
    assert (status, told["fields"]) == (200, {"product": ["chair"], "amount": 12.5})
    for wrong in ({"amount": "many"}, {"product": ["sofa"]}, {"nothing": 1}, {"amount": {"a": 1}}):
        status, told = program.send("PATCH", path, fields={"product": [], **wrong})
        assert status == 422
        assert told["detail"]
    assert program.get(path)[1]["fields"] == {"product": ["chair"], "amount": 12.5}
    assert program.send("PATCH", path, fields={"product": None, "amount": None})[0] == 200
    listed = program.get("/fields")[1]
    assert [one["key"] for one in listed] == ["product", "amount"]
    assert [one["key"] for one in listed[0]["options"]] == ["lamp", "chair"]


def test_the_desks_own_statuses_are_listed(program: Program, jiwoo: User) -> None:
    actions.make_status({"en": "Checking"}, category=Status.OPEN, is_default=True, by=jiwoo)
    assert program.get("/statuses")[1] == [
        {
            "key": "checking",
            "category": "open",
            "names": {"en": "Checking"},
            "default": True,
            "retired": False,
        }
    ]


def test_a_ticket_is_opened_with_its_fields_or_not_at_all(program: Program, help_inbox: Inbox) -> None:
    amount = actions.make_field({"en": "Amount"}, kind=FieldKind.NUMBER, by=None)
    refunds = actions.make_form({"en": "Refunds"}, by=None)
    actions.change_items(refunds, lambda _: [Item(amount.pk)], by=None)
    new = {"requester_email": "seoa.yoon@example.com", "subject": "환불", "body": "환불해 주세요."}
    for wrong in ({"fields": {"amount": "many"}}, {"fields": {"nothing": 1}}, {"form": "nothing"}):
        assert program.send("POST", "/tickets", **new, **wrong)[0] == 422
    assert not Ticket.objects.exists()
    status, told = program.send("POST", "/tickets", **new, form="refunds", fields={"amount": 900})
    assert (status, told["form"], told["fields"]) == (201, "refunds", {"amount": 900})
