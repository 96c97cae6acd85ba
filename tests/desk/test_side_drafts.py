"""What somebody has begun to write beside a ticket: kept by the desk, one's own, and used up when it is sent."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madang.accounts.models import Team, User
from madang.delivery.models import Delivery, Purpose
from madang.delivery.side_mail import outbound_of_side
from madang.lib.jobs.inline import run_pending
from madang.notifications.models import Notice
from madang.tickets import actions
from madang.tickets.models import Attachment, SideConversation, SideDraft, SideMessage, Ticket
from madang.tickets.queries import visible_to
from tests.desk.conftest import SignedIn
from tests.desk.test_sides import ASKED, begun

pytestmark = pytest.mark.django_db

PIXEL = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00"


def new(ticket: Ticket) -> str:
    return f"/desk/tickets/{ticket.number}/sides/new/"


def pasted(browser: Client, address: str) -> dict[str, str]:
    """Paste a picture into what is being written."""
    picture = SimpleUploadedFile("화면.gif", PIXEL)
    kept = browser.post(f"{address}files/", {"file": picture, "inline": "1"})
    assert kept.status_code == 201
    return kept.json()  # type: ignore[no-any-return]  # JSON


def test_a_draft_is_there_again_for_its_author_alone(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)
    kept = {"html": "<p>어디<b>쯤</b></p>", "subject": "운송장", "to": "cour"}
    assert browser.post(f"{new(ticket)}draft/", kept).status_code == 200
    page = signed_in(mina).get(new(ticket)).content.decode()
    assert "&lt;b&gt;쯤" in page
    assert 'value="운송장"' in page
    assert 'value="cour"' in page
    assert "쯤" not in signed_in(jun).get(new(ticket)).content.decode()


def test_a_draft_in_one_is_no_draft_in_another(ticket: Ticket, mina: User, signed_in: SignedIn) -> None:
    one, other = begun(ticket, mina), begun(ticket, mina)
    browser = signed_in(mina)
    browser.post(f"/desk/sides/{one.pk}/draft/", {"html": "<p>아직이요?</p>"})
    assert "아직이요?" in browser.get(f"/desk/sides/{one.pk}/").content.decode()
    assert "아직이요?" not in browser.get(f"/desk/sides/{other.pk}/").content.decode()
    assert "아직이요?" not in browser.get(new(ticket)).content.decode()


def test_sending_uses_the_draft_up_with_its_files(ticket: Ticket, mina: User, signed_in: SignedIn) -> None:
    browser = signed_in(mina)
    browser.post(f"{new(ticket)}draft/", {"html": "<p>어디</p>", "subject": "운송장"})
    file = SimpleUploadedFile("운송장.txt", b"6012-3344")
    browser.post(f"{new(ticket)}files/", {"file": file})
    assert browser.post(new(ticket), {**ASKED, "html": ""}).status_code == 201, "a file is enough"
    assert Attachment.objects.get().side_message == SideMessage.objects.get()
    assert not SideDraft.objects.exists()
    assert "운송장.txt" not in browser.get(new(ticket)).content.decode()


def test_a_file_is_taken_out_by_its_author_alone(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)
    kept = browser.post(f"{new(ticket)}files/", {"file": SimpleUploadedFile("a.txt", b"1")}).json()
    assert signed_in(jun).get(kept["url"]).status_code == 404
    assert signed_in(jun).post(f"{new(ticket)}files/{kept['id']}/drop/").status_code == 204
    assert Attachment.objects.exists()
    assert browser.get(kept["url"]).status_code == 200
    assert browser.post(f"{new(ticket)}files/{kept['id']}/drop/").status_code == 204
    assert not Attachment.objects.exists()


def test_a_pasted_picture_leaves_in_the_text_and_one_that_was_deleted_does_not(
    ticket: Ticket, mina: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)
    shown, deleted = pasted(browser, new(ticket)), pasted(browser, new(ticket))
    html = f'<p>여기<img src="{shown["url"]}?shown" alt="화면"></p><img src="https://spy.example/1.gif">'
    assert browser.post(new(ticket), {**ASKED, "html": html}).status_code == 201
    message = SideMessage.objects.get()
    assert f'src="cid:{shown["content_id"]}"' in message.body_html
    assert "spy.example" not in message.body_html
    assert not Attachment.objects.filter(pk=deleted["id"]).exists()
    mail = outbound_of_side(Delivery.objects.filter(purpose=Purpose.SIDE)[0], message)
    assert [(one.inline, one.content_id) for one in mail.files if one.content_id] == [
        (True, shown["content_id"])
    ]
    framed = browser.get(f"/desk/sides/messages/{message.pk}/mail/").content.decode()
    assert f"/desk/files/{shown['id']}/" in framed


def test_another_agents_picture_is_not_taken_along(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    theirs = pasted(signed_in(jun), new(ticket))
    html = f'<p>여기</p><img src="{theirs["url"]}">'
    assert signed_in(mina).post(new(ticket), {**ASKED, "html": html}).status_code == 201
    assert "<img" not in SideMessage.objects.get().body_html
    assert Attachment.objects.get().side_draft is not None


def test_what_is_sent_outside_names_no_colleague(
    ticket: Ticket, mina: User, jun: User, signed_in: SignedIn
) -> None:
    html = f'<p><a href="#agent-{jun.pk}">@이준</a> 안녕하세요</p>'
    assert signed_in(mina).post(new(ticket), {**ASKED, "html": html}).status_code == 201
    assert "#agent" not in SideMessage.objects.get().body_html


@pytest.mark.django_db(transaction=True)
def test_whom_words_to_a_team_name_is_told_and_sees_the_ticket(
    ticket: Ticket, mina: User, haneul: User, payments: Team, signed_in: SignedIn
) -> None:
    assert ticket not in visible_to(haneul)
    html = f'<p><a href="#agent-{haneul.pk}">@정하늘</a> 확인 부탁드립니다</p>'
    posted = {**ASKED, "html": html, "with": "team", "team": payments.pk}
    browser = signed_in(mina)
    assert browser.post(new(ticket), posted).status_code == 201
    side = SideConversation.objects.get()
    assert ticket in visible_to(haneul)
    run_pending()
    notice = Notice.objects.get(person=haneul)
    assert (notice.about, notice.side) == ("mention", side)
    assert 'class="mention"' in browser.get(f"/desk/sides/{side.pk}/").content.decode()
    bell = signed_in(haneul).get("/desk/notices/").content.decode()
    assert f"/desk/open/{ticket.number}/#side-{side.pk}" in bell


def test_blacking_words_out_reaches_drafts(
    ticket: Ticket, mina: User, jiwoo: User, signed_in: SignedIn
) -> None:
    side = begun(ticket, mina)
    signed_in(mina).post(f"/desk/sides/{side.pk}/draft/", {"html": "<p>어디쯤인가요? 그리고</p>"})
    actions.redact(side.messages.get(), piece="어디쯤인가요", by=jiwoo)
    assert "어디쯤인가요" not in SideDraft.objects.get().body_html


def test_too_much_and_a_closed_ticket_are_refused_in_words(
    ticket: Ticket, mina: User, signed_in: SignedIn
) -> None:
    browser = signed_in(mina)
    assert browser.post(f"{new(ticket)}draft/", {"html": "가" * 500_001}).status_code == 413
    big = SimpleUploadedFile("a.bin", bytes(25 * 1024 * 1024 + 1))
    assert browser.post(f"{new(ticket)}files/", {"file": big}).status_code == 413
    assert browser.post(f"{new(ticket)}files/", {}).status_code == 400
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", is_open=False)
    refused = browser.post(f"{new(ticket)}draft/", {"html": "<p>네</p>"})
    assert (refused.status_code, bool(refused.json()["detail"])) == (409, True)
    assert not SideDraft.objects.exists()
