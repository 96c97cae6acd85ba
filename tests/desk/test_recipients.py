"""Whom a reply goes to: chosen in the composer, kept with the draft, and looked at before anything is sent."""

from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client

from madang.accounts.models import Team, User
from madang.channels.models import Inbox
from madang.delivery.actions import mark_bounced
from madang.delivery.models import Delivery, Unreachable
from madang.delivery.rendering import rendered
from madang.tickets import actions
from madang.tickets.copies import copied_on, hidden_among
from madang.tickets.models import Draft, Message, PlannedReply, Ticket
from tests.cast import OpenTicket, person
from tests.desk.conftest import SignedIn
from tests.tickets.planning import let_time_pass

pytestmark = pytest.mark.django_db

SEOA, BOSS, AUDIT = "seoa.yoon@example.com", "boss@example.com", "audit@partner.example"


def chosen(*, to: list[str], cc: list[str] | None = None, bcc: list[str] | None = None) -> dict[str, Any]:
    """What the composer posts of recipients."""
    return {"recipients": "chosen", "to": to, "cc": cc or [], "bcc": bcc or []}


def send(browser: Client, ticket: Ticket, **values: Any) -> Any:
    words = {"visibility": "public", "html": "<p>확인했어요.</p>", **values}
    return browser.post(f"/desk/tickets/{ticket.number}/send/", words)


def ask(browser: Client, ticket: Ticket, **query: Any) -> Any:
    return browser.get(f"/desk/tickets/{ticket.number}/recipients/", query).json()


def test_an_answer_goes_to_whom_its_author_chose_and_the_next_one_too(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    assert send(browser, ticket, **chosen(to=[SEOA], cc=["Boss@Example.com", SEOA])).status_code == 201
    message = Message.objects.latest("pk")
    assert (message.to, message.cc, message.bcc) == ([SEOA], [BOSS], None)
    assert copied_on(ticket) == [BOSS]
    assert send(browser, ticket, **chosen(to=[BOSS])).status_code == 201
    assert Delivery.objects.latest("pk").recipient == BOSS
    assert copied_on(ticket) == [BOSS], "who was answered alone goes on taking part"


def test_only_the_requester_hears_an_answer_when_its_author_says_so(
    signed_in: SignedIn, mina: User, ticket: Ticket, noor: User
) -> None:
    actions.receive(ticket, actions.Written(author=noor, body_text="저도요", cc=[BOSS]))
    assert send(signed_in(mina), ticket, **chosen(to=[SEOA])).status_code == 201
    assert list(Delivery.objects.filter(message__isnull=False).values_list("recipient", flat=True)) == [SEOA]


def test_a_bcc_gets_the_answer_and_nobody_learns_of_it(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    send(signed_in(mina), ticket, **chosen(to=[SEOA], cc=[BOSS], bcc=[AUDIT]))
    deliveries = list(Delivery.objects.order_by("pk"))
    assert [one.recipient for one in deliveries] == [SEOA, BOSS, AUDIT]
    for one in deliveries:
        raw = rendered(one)
        assert AUDIT.encode() not in raw
        mail = message_from_bytes(raw, policy=policy.default)
        assert mail["Bcc"] is None
        assert [each.addr_spec for each in mail["Cc"].addresses] == [BOSS]
    assert copied_on(ticket) == [BOSS], "the next answer doesn't go there by itself"
    page = signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()
    assert f"숨은 참조 {AUDIT}" in page, "colleagues see who got it"


def test_recipients_are_kept_with_the_draft_and_planned_answers_keep_them(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    whom = chosen(to=[SEOA], cc=[BOSS], bcc=[AUDIT])
    draft = f"/desk/tickets/{ticket.number}/draft/"
    assert browser.post(draft, {"visibility": "public", "html": "<p>초안</p>", **whom}).status_code == 200
    assert f'data-chosen-bcc="{AUDIT}"' in browser.get(f"/desk/open/{ticket.number}/").content.decode()
    browser.post(draft, {"visibility": "public", "html": "<p>초안 둘</p>"})
    assert Draft.objects.get().cc == [BOSS], "a page that doesn't speak of recipients changes none"
    browser.post(draft, {"visibility": "public", "html": "<p>초안</p>", "recipients": "usual"})
    assert Draft.objects.get().to is None

    send(browser, ticket, at="1h", **whom)
    planned = PlannedReply.objects.get()
    assert (planned.to, planned.cc, planned.bcc) == ([SEOA], [BOSS], [AUDIT])
    draft_again = actions.cancel(planned, by=mina)
    assert (draft_again.to, draft_again.cc, draft_again.bcc) == ([SEOA], [BOSS], [AUDIT])


def test_a_planned_answer_leaves_to_whom_it_was_planned_for(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    send(signed_in(mina), ticket, at="1h", **chosen(to=[BOSS], bcc=[AUDIT]))
    planned = PlannedReply.objects.get()
    let_time_pass(planned)
    actions.send_now(planned, by=mina)
    assert list(Delivery.objects.order_by("pk").values_list("recipient", flat=True)) == [BOSS, AUDIT]


@pytest.mark.parametrize(
    ("whom", "words"),
    [
        (chosen(to=["seoa.yoon@"]), "이메일 주소가 아닙니다: seoa.yoon@"),
        (chosen(to=[SEOA], cc=["a@example.com\nBcc: b@example.com"]), "이메일 주소가 아닙니다"),
        (chosen(to=[SEOA], cc=["help+1.abcdefghij@lantern.example"]), "이 데스크의 주소라서"),
        (chosen(to=[]), "받는 사람이 없습니다"),
        (chosen(to=[SEOA], cc=[f"a{nth}@example.com" for nth in range(60)]), "최대 51명"),
    ],
)
def test_what_no_answer_can_go_to_is_said_and_nothing_is_sent(
    signed_in: SignedIn, mina: User, ticket: Ticket, whom: dict[str, Any], words: str
) -> None:
    answer = send(signed_in(mina), ticket, **whom)
    assert answer.status_code == 409
    assert words in answer.json()["detail"]
    assert not Message.objects.filter(incoming=False).exists()


def test_people_of_the_conversation_are_offered_first_then_colleagues_and_customers(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket, open_ticket: OpenTicket, noor: User
) -> None:
    actions.receive(
        ticket, actions.Written(author=ticket.requester, body_text="더 있어요", cc=["june@x.example"])
    )
    open_ticket("My lamp", requester=noor)
    browser = signed_in(mina)
    assert [one["email"] for one in ask(browser, ticket, q="jun")["people"]] == ["june@x.example", jun.email]
    assert ask(browser, ticket, q="박준")["people"] == [
        {"email": "jun@lantern.example", "name": "박준", "part": "동료"}
    ]
    assert [one["name"] for one in ask(browser, ticket, q="Noor")["people"]] == ["Noor Haddad"]


def test_customers_whom_the_agent_does_not_see_are_not_offered(
    signed_in: SignedIn, mina: User, ticket: Ticket, open_ticket: OpenTicket, noor: User
) -> None:
    User.objects.filter(pk=mina.pk).update(reach="assigned")
    actions.assign(ticket, to=mina, by=None)
    open_ticket("My lamp", requester=noor)
    browser = signed_in(mina)
    assert ask(browser, ticket, q="Noor")["people"] == []
    assert [one["name"] for one in ask(browser, ticket, q="윤서아")["people"]] == ["윤서아"]


def test_an_address_that_mail_came_back_from_or_that_is_blocked_is_said_before_sending(
    signed_in: SignedIn, mina: User, jiwoo: User, ticket: Ticket, help_inbox: Inbox
) -> None:
    from django.utils import timezone

    from madang.intake.actions import block

    Unreachable.objects.create(email=BOSS, stopped_at=timezone.now())
    block("@partner.example", by=jiwoo)
    told = ask(signed_in(mina), ticket, of=[BOSS, AUDIT, SEOA, "help@lantern.example", "nobody"])["cautions"]
    assert [(one["email"], one["wrong"]) for one in told] == [
        (BOSS, False),
        (AUDIT, False),
        ("help@lantern.example", True),
        ("nobody", True),
    ]
    assert "되돌아와서" in told[0]["words"]
    assert "차단되어" in told[1]["words"]


def test_somebody_without_an_address_can_be_answered_through_another(
    signed_in: SignedIn, mina: User, open_ticket: OpenTicket
) -> None:
    from madang.accounts.roles import Role

    nameless = person("gone@example.com", "전화 고객", Role.REQUESTER)
    ticket = open_ticket(requester=nameless)
    User.objects.filter(pk=nameless.pk).update(email=None)
    ticket = Ticket.objects.get(pk=ticket.pk)
    message = actions.reply(ticket, by=mina, body_text="네", cc=[BOSS])
    assert (message.to, message.cc) == ([BOSS], [])


def test_a_bcc_who_writes_stays_unknown_to_the_others(
    signed_in: SignedIn, mina: User, ticket: Ticket, noor: User
) -> None:
    send(signed_in(mina), ticket, **chosen(to=[SEOA], bcc=["noor.haddad@example.com"]))
    actions.receive(ticket, actions.Written(author=noor, body_text="I saw this."))
    assert copied_on(ticket) == []
    assert hidden_among(ticket.messages.all()) == {"noor.haddad@example.com"}
    send(signed_in(mina), ticket, **chosen(to=[SEOA], cc=["noor.haddad@example.com"]))
    assert hidden_among(ticket.messages.all()) == set(), "now they were named by a colleague"
    assert copied_on(ticket) == ["noor.haddad@example.com"]


def test_a_partner_who_answers_nobody_learns_of_no_bcc(
    signed_in: SignedIn, mina: User, haneul: User, ticket: Ticket, technical: Team
) -> None:
    actions.move(ticket, to=technical, by=mina)
    browser = signed_in(mina)
    send(browser, ticket, **chosen(to=[SEOA], cc=[BOSS], bcc=[AUDIT]))
    send(browser, ticket, at="1h", **chosen(to=[SEOA], bcc=[AUDIT]))
    mark_bounced(Delivery.objects.get(recipient=AUDIT), words="550 5.1.1 no such user", status="5.1.1")
    address = f"/desk/open/{ticket.number}/?activity"
    assert AUDIT in browser.get(address).content.decode()
    partners = signed_in(haneul).get(address).content.decode()
    assert "waiting-card" in partners
    assert f"cc {BOSS}" in partners or f"참조 {BOSS}" in partners
    assert AUDIT not in partners
