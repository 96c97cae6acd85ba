"""What was blacked out is gone everywhere, and the history never says what it was."""

import pytest
from django.core.files.storage import default_storage
from django.utils import translation

from madang.accounts.models import User
from madang.channels.base import File
from madang.channels.models import Inbox
from madang.delivery.models import Delivery
from madang.desk.sentences import sentences_of
from madang.history.models import Event
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage
from madang.intake.store import store
from madang.search.find import find
from madang.tickets import actions
from madang.tickets.actions import Answer, Written
from madang.tickets.errors import CannotRedact, NotAllowed
from madang.tickets.models import Attachment, Draft, Message, PlannedReply, SideDraft, Ticket, Visibility
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn
from tests.intake.mails import mail
from tests.tickets.planning import soon

pytestmark = pytest.mark.django_db

SECRET = "900101-1234567"


@pytest.fixture
def first(help_inbox: Inbox) -> Message:
    """A mail with a number that nobody shall keep, in its text and in its subject."""
    content = mail(f"제 번호는 {SECRET}입니다.", subject=f"인증 {SECRET}")
    store(content, mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    while take_waiting():
        pass
    return Message.objects.get()


def everything() -> str:
    """All that the database holds of tickets, messages, drafts, answers, mails and history, as text."""
    models = (Ticket, Message, Draft, PlannedReply, Delivery, Event, RawMessage, Attachment)
    return str([list(model._default_manager.values()) for model in models])


def test_it_is_gone_wherever_it_stood(first: Message, jiwoo: User, mina: User) -> None:
    ticket, seoa = first.ticket, first.author
    answer = actions.reply(
        ticket, by=mina, body_text=f"{SECRET} 확인했어요.", body_html=f"<p>{SECRET} 확인</p>"
    )
    actions.receive(ticket, Written(author=seoa, body_text=f"네.\n> {SECRET} 확인했어요.", new_words="네."))
    actions.note(ticket, by=mina, body_text=f"메모 {SECRET}")
    actions.keep_draft(
        ticket, by=mina, visibility=Visibility.PUBLIC, body_html=f"<p>{SECRET[:7]}<b>{SECRET[7:]}</b></p>"
    )
    actions.schedule(ticket, Answer(body_text=f"다시 {SECRET}"), due_at=soon(), by=jiwoo)
    Delivery.objects.filter(message=answer).update(raw=SECRET.encode())
    assert list(find(jiwoo, "1234567").tickets)

    actions.redact(first, piece=SECRET, by=jiwoo)
    assert SECRET not in everything()
    assert SECRET.split("-")[1] not in everything()
    assert not list(find(jiwoo, "1234567").tickets)
    raw = RawMessage.objects.get()
    assert (raw.content, raw.path) == (None, "")
    assert raw.error, "and says why"
    assert "▇" in Message.objects.get(pk=first.pk).body_text


def test_it_is_gone_from_the_mails_of_what_was_merged_too(first: Message, jiwoo: User, mina: User) -> None:
    actions.reply(first.ticket, by=mina, body_text="확인했어요.")
    other, _message = actions.open_ticket(
        subject="또",
        written=Written(author=first.author, body_text="저예요"),
        brand=first.ticket.brand,
        inbox=None,
        by=mina,
    )
    actions.merge(first.ticket, into=other, by=mina)
    notice = Delivery.objects.create(
        key="x",
        ticket=first.ticket,
        purpose="notice",
        recipient="seoa.yoon@example.com",
        mail_id="x",
        state="sent",
        raw=SECRET.encode(),
        due_at=first.created_at,
        created_at=first.created_at,
    )
    actions.redact(first, piece=SECRET, by=jiwoo)
    assert SECRET not in everything()
    notice.refresh_from_db()
    assert notice.raw is None


def test_the_history_says_who_and_never_what(first: Message, jiwoo: User) -> None:
    actions.redact(first, piece=SECRET, by=jiwoo)
    with translation.override("ko"):
        told = [one.text for one in sentences_of(first.ticket)]
    assert told[-1] == "한지우 님이 메시지의 일부를 가렸습니다"


def test_a_short_piece_goes_in_its_own_message_alone(ticket: Ticket, jiwoo: User) -> None:
    note = actions.note(ticket, by=jiwoo, body_text="확인 부탁드려요. 윤서")
    actions.redact(note, piece="확인", by=jiwoo)
    assert Message.objects.get(pk=note.pk).body_text.startswith("▇▇ 부탁")
    assert ticket.messages.order_by("pk")[0].body_text == "확인 부탁드려요."


def test_other_tickets_stay_as_they_are(open_ticket: OpenTicket, jiwoo: User) -> None:
    one, other = open_ticket(text="비밀번호는 hunter2"), open_ticket(text="비밀번호는 hunter2")
    actions.redact(one.messages.get(), piece="hunter2", by=jiwoo)
    assert other.messages.get().body_text == "비밀번호는 hunter2"


@pytest.mark.parametrize("piece", ["", "  ", "없는 말"])
def test_what_is_not_in_the_message_is_refused_in_words(ticket: Ticket, jiwoo: User, piece: str) -> None:
    with pytest.raises(CannotRedact):
        actions.redact(ticket.messages.get(), piece=piece, by=jiwoo)
    assert not Event.objects.filter(kind="message.redacted").exists()


def test_only_who_may_blacks_out(signed_in: SignedIn, ticket: Ticket, mina: User, jiwoo: User) -> None:
    message = ticket.messages.get()
    with pytest.raises(NotAllowed):
        actions.redact(message, piece="확인", by=mina)
    address = f"/desk/tickets/{ticket.number}/change/"
    asked = {"redact": str(message.pk), "piece": "부탁드려요"}
    assert signed_in(mina).post(address, asked).status_code == 403
    assert signed_in(jiwoo).post(address, asked).status_code == 200
    page = signed_in(mina).get(f"/desk/open/{ticket.number}/").content.decode()
    assert "부탁드려요" not in page
    assert "일부 가림" in page


def test_a_file_is_a_bar_and_its_bytes_are_gone(
    signed_in: SignedIn, first: Message, jiwoo: User, mina: User, django_capture_on_commit_callbacks: object
) -> None:
    card = File(filename="신분증.png", content_type="image/png", content=b"1", inline=True, content_id="id@x")
    answer = actions.reply(
        first.ticket,
        by=mina,
        body_text="x",
        body_html='<p>x<img src="cid:id@x" alt="신분증"></p>',
        files=[card],
    )
    file = Attachment.objects.get(message=answer)
    stored = file.file.name
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture
        actions.redact_file(file, by=jiwoo)
    assert not default_storage.exists(str(stored))
    assert "신분증" not in everything()
    assert signed_in(mina).get(f"/desk/files/{file.pk}/x").status_code == 404
    assert "▇▇▇▇▇▇" in signed_in(mina).get(f"/desk/open/{first.ticket.number}/").content.decode()
    with pytest.raises(NotAllowed):
        actions.redact_file(file, by=mina)


def test_a_draft_of_an_older_page_does_not_bring_the_words_back(
    first: Message, jiwoo: User, mina: User, signed_in: SignedIn
) -> None:
    ticket, client = first.ticket, signed_in(mina)
    assert 'data-blacked-out="0"' in client.get(f"/desk/open/{ticket.number}/").content.decode()
    kept = {"visibility": "public", "html": f"<p>{SECRET} 확인</p>", "blacked_out": "0"}
    address = f"/desk/tickets/{ticket.number}/draft/"
    assert client.post(address, kept).status_code == 200
    actions.redact(first, piece=SECRET, by=jiwoo)
    refused = client.post(address, kept)
    assert refused.status_code == 409
    assert refused.json()["blacked_out"] == 1
    assert "가려진 내용" in refused.json()["detail"]
    assert SECRET not in everything()
    page = client.get(f"/desk/open/{ticket.number}/").content.decode()
    assert 'data-blacked-out="1"' in page
    assert client.post(address, {**kept, "html": "<p>확인</p>", "blacked_out": "1"}).status_code == 200
    assert Draft.objects.get().body_html == "<p>확인</p>"


def test_nor_does_one_beside_the_ticket_or_one_begun_later(
    first: Message, jiwoo: User, mina: User, signed_in: SignedIn
) -> None:
    ticket, client = first.ticket, signed_in(mina)
    actions.redact(first, piece=SECRET, by=jiwoo)
    aside = client.post(
        f"/desk/tickets/{ticket.number}/sides/new/draft/",
        {"html": SECRET, "with": "people", "blacked_out": "0"},
    )
    note = client.post(
        f"/desk/tickets/{ticket.number}/draft/",
        {"visibility": "internal", "html": SECRET, "blacked_out": "0"},
    )
    assert (aside.status_code, note.status_code) == (409, 409)
    assert not Draft.objects.exists()
    assert not SideDraft.objects.exists()
