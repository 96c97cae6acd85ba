"""The pages of side conversations: what they answer, and to whom."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import Team, User
from madang.channels.base import Address, File
from madang.delivery.models import Delivery, DeliveryState, Purpose
from madang.tickets import actions
from madang.tickets.models import Attachment, SideConversation, SideMessage, Ticket
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

ASKED = {
    "subject": "운송장",
    "html": "<p>어디쯤인가요?</p>",
    "to": "courier@fast.example; boss@fast.example",
    "key": "1",
}


def begun(ticket: Ticket, by: User, *, times: int = 1) -> SideConversation:
    """A side conversation, and as many more that nobody looks at."""
    return [
        actions.open_side(
            ticket, by=by, subject="운송장", body_text="어디쯤인가요?", to=["courier@fast.example"]
        )
        for _ in range(times)
    ][-1]


def answered(side: SideConversation, *, html: str = "", file: File | None = None) -> SideMessage:
    written = actions.Written(
        author=side.opened_by,
        body_text="오늘 도착합니다",
        body_html=html,
        files=[file] if file is not None else [],
        from_address=Address(email="courier@fast.example", name="택배 기사"),
    )
    return actions.receive_side(side, written, author=None)


def test_a_form_begins_one_with_its_files_and_the_same_press_counts_once(
    ticket: Ticket, mina: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)
    address = f"/desk/tickets/{ticket.number}/sides/new/"
    file = SimpleUploadedFile("운송장.txt", b"6012-3344")
    assert browser.post(f"{address}files/", {"file": file}).status_code == 201
    for _ in range(2):
        assert browser.post(address, ASKED).status_code == 201
    side = SideConversation.objects.get()
    assert side.people == ["courier@fast.example", "boss@fast.example"]
    assert Attachment.objects.get().side_message == side.messages.get()


def test_what_is_refused_is_said_and_changes_nothing(ticket: Ticket, mina: User, signed_in: SignedIn) -> None:
    browser = signed_in(mina)
    address = f"/desk/tickets/{ticket.number}/sides/new/"
    for wrong in (
        {"to": "seoa.yoon@example.com"},
        {"to": ""},
        {"html": "<p> </p>"},
        {"with": "team", "team": "999"},
    ):
        refused = browser.post(address, {**ASKED, **wrong})
        assert refused.status_code == 409
        assert refused.json()["detail"]
    assert browser.post(address, {**ASKED, "html": "가" * 500_001}).status_code == 413
    side = begun(ticket, mina)
    assert browser.post(f"/desk/sides/{side.pk}/", {"do": "something"}).status_code == 400
    assert SideMessage.objects.count() == 1


def test_the_form_quotes_nothing_by_itself(ticket: Ticket, mina: User, signed_in: SignedIn) -> None:
    page = signed_in(mina).get(f"/desk/tickets/{ticket.number}/sides/new/").content.decode()
    before, _template, quoted = page.partition("<template data-side-said>")
    assert "확인 부탁드려요." not in before
    assert quoted.startswith("확인 부탁드려요.")


def test_the_page_shows_who_wrote_what_and_writing_goes_on(
    ticket: Ticket, mina: User, signed_in: SignedIn
) -> None:
    side = begun(ticket, mina)
    answered(side)
    browser = signed_in(mina)
    page = browser.get(f"/desk/sides/{side.pk}/").content.decode()
    assert "택배 기사" in page
    assert "오늘 도착합니다" in page
    posted = browser.post(
        f"/desk/sides/{side.pk}/", {"do": "write", "html": "<p>고맙습니다</p>", "to": "new@fast.example"}
    )
    assert posted.status_code == 200
    assert SideConversation.objects.get().people == ["new@fast.example"]
    newest = Delivery.objects.filter(purpose=Purpose.SIDE).order_by("-pk")[0]
    assert (newest.recipient, newest.subject) == ("new@fast.example", "Re: 운송장")


def test_mail_of_strangers_is_framed_and_its_files_are_for_those_who_see_the_ticket(
    ticket: Ticket, mina: User, haneul: User, signed_in: SignedIn
) -> None:
    side = begun(ticket, mina)
    message = answered(side, html="<p>오늘 <b>도착</b></p>", file=File("증빙.txt", "text/plain", b"1"))
    file = Attachment.objects.get(side_message=message)
    for path in (f"/desk/sides/messages/{message.pk}/mail/", f"/desk/files/{file.pk}/x.txt"):
        assert signed_in(mina).get(path).status_code == 200
        assert signed_in(haneul).get(path).status_code == 404
    framed = signed_in(mina).get(f"/desk/sides/messages/{message.pk}/mail/")
    assert "sandbox" in framed["Content-Security-Policy"]


def test_a_mail_that_was_refused_is_sent_again(ticket: Ticket, mina: User, signed_in: SignedIn) -> None:
    begun(ticket, mina)
    mail = Delivery.objects.get(purpose=Purpose.SIDE)
    Delivery.objects.filter(pk=mail.pk).update(state=DeliveryState.REFUSED, error="550 no")
    assert signed_in(mina).post(f"/desk/deliveries/{mail.pk}/retry/").status_code == 200
    mail.refresh_from_db()
    assert mail.state == DeliveryState.QUEUED


def test_the_ticket_names_whom_it_waits_on_and_what_is_unread(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    begun(ticket, mina)
    page = signed_in(jun).get(f"/desk/open/{ticket.number}/").content.decode()
    assert "courier@fast.example의 답을 기다리는 중" in page
    assert "data-unread-side" in page


def test_the_activity_tells_of_it_without_its_words(ticket: Ticket, mina: User, signed_in: SignedIn) -> None:
    side = begun(ticket, mina)
    answered(side)
    actions.close_side(side, by=mina)
    page = signed_in(mina).get(f"/desk/tickets/{ticket.number}/messages/?activity").content.decode()
    assert "김민아 님이 외부 대화 “운송장”" in page
    assert "외부 대화 “운송장”에 답변이 왔습니다" in page
    assert "오늘 도착합니다" not in page


def test_a_partner_reads_and_does_not_write_outside(
    ticket: Ticket, mina: User, haneul: User, technical: Team, signed_in: SignedIn
) -> None:
    actions.move(ticket, to=technical, by=mina)
    side = begun(ticket, mina)
    partner = signed_in(haneul)
    page = partner.get(f"/desk/sides/{side.pk}/").content.decode()
    assert "<form" not in page
    assert partner.post(f"/desk/sides/{side.pk}/", {"do": "write", "html": "네"}).status_code == 403


def test_more_of_them_and_more_messages_cost_no_more_queries(
    ticket: Ticket, mina: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)
    side = begun(ticket, mina)
    begun(ticket, mina)  # what waits is named in the list too
    addresses = (f"/desk/open/{ticket.number}/", f"/desk/sides/{side.pk}/")
    counts = []
    for _ in range(2):
        answered(side)
        counts.append([_queries(browser, address) for address in addresses])
        begun(ticket, mina, times=3)
        answered(side, file=File("증빙.txt", "text/plain", b"1"))
    assert counts[0] == counts[1]


def _queries(browser: Client, address: str) -> int:
    browser.get(address)  # what is asked once
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)
