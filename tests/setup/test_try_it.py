"""“Try it”: a customer's mail by the real receiver, and what the customer got, exactly as sent."""

import email
from collections.abc import Iterator
from dataclasses import replace
from email import policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, Purpose
from madang.delivery.queueing import queue
from madang.delivery.sender import Sender
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage
from madang.intake.receiver import Receiver
from madang.lib import jobs
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.services.ports import free_port
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = {
    "name": "윤서아",
    "email": "seoa.yoon@example.com",
    "to": "help@lantern.example",
    "subject": "결제가 두 번 됐어요",
    "text": "하나는 취소해 주세요.",
}


@pytest.fixture
def receiver(help_inbox: Inbox, settings: Settings) -> Iterator[None]:
    """The desk's receiver, running."""
    settings.MADANG = replace(settings.MADANG, smtp_port=free_port())
    running = Receiver()
    running.start()
    yield
    running.stop()


@pytest.fixture
def owner(jiwoo: User, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


def work() -> None:
    """All that `madang work` does, until nothing is left to do."""
    while take_waiting():
        pass
    jobs.run_pending()
    sender = Sender("test", is_alive=lambda _: True)
    while sender.step():
        pass


@pytest.mark.usefixtures("receiver")
def test_a_letter_takes_the_real_way_in(owner: Client) -> None:
    file = SimpleUploadedFile("승인문자.txt", "두 건".encode(), content_type="text/plain")
    response = owner.post("/setup/try/write/", {**LETTER, "attachments": [file]})
    assert response.status_code == 302
    assert "said=250" in response["Location"]
    assert RawMessage.objects.get().mail_from == "seoa.yoon@example.com"

    work()
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.requester.name) == ("결제가 두 번 됐어요", "윤서아")
    message = ticket.messages.get()
    assert message.body_text.strip() == "하나는 취소해 주세요."
    attachment = message.attachments.get()
    assert (attachment.filename, attachment.size) == ("승인문자.txt", len("두 건".encode()))


@pytest.mark.usefixtures("receiver")
def test_the_answer_is_read_exactly_as_it_was_sent(owner: Client, mina: User) -> None:
    owner.post("/setup/try/write/", LETTER)
    work()
    actions.reply(
        Ticket.objects.get(), by=mina, body_text="취소했어요.", body_html="<p>취소<b>했어요</b>.</p>"
    )
    work()
    got = Delivery.objects.get(purpose=Purpose.REPLY)

    page = owner.get("/setup/try/", {"as": "seoa.yoon@example.com", "mail": str(got.pk)}).content.decode()
    assert "Re: 결제가 두 번 됐어요" in page
    body = owner.get(f"/setup/try/mails/{got.pk}/body/")
    assert "취소<b>했어요</b>" in body.content.decode()
    source = owner.get(f"/setup/try/mails/{got.pk}/source/")
    assert source.content == bytes(got.raw or b"")
    assert source["Content-Type"].startswith("text/plain")


@pytest.mark.usefixtures("receiver")
def test_the_customers_reply_goes_on_with_the_same_ticket(owner: Client, mina: User) -> None:
    owner.post("/setup/try/write/", LETTER)
    work()
    actions.reply(Ticket.objects.get(), by=mina, body_text="취소했어요.")
    work()
    got = Delivery.objects.get(purpose=Purpose.REPLY)

    response = owner.post(f"/setup/try/mails/{got.pk}/answer/", {"text": "고맙습니다."})
    assert response.status_code == 302
    raw = email.message_from_bytes(
        bytes(RawMessage.objects.latest("pk").content or b""), policy=policy.default
    )
    assert raw["In-Reply-To"] == f"<{got.mail_id}>"
    assert f"<{got.mail_id}>" in raw["References"]
    assert raw["To"].addresses[0].addr_spec.startswith("help+")

    work()
    last = Ticket.objects.get().messages.latest("pk")
    assert last.incoming
    assert last.body_text.startswith("고맙습니다.")


def test_mail_that_is_sent_in_a_frame_can_run_and_load_nothing(
    owner: Client, help_inbox: Inbox, jun: User
) -> None:
    raw = (
        b"From: a@lantern.example\r\nTo: seoa.yoon@example.com\r\nSubject: x\r\nMessage-ID: <1@lantern.example>\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n"
        b'<p onclick="x()">word</p><script>bad()</script><img src="https://elsewhere.example/pixel.png">'
    )
    made = queue(
        key="k",
        recipient="seoa.yoon@example.com",
        subject="x",
        mail_id="1@lantern.example",
        inbox=help_inbox,
        raw=raw,
    )
    Sender("test", is_alive=lambda _: True).step()
    response = owner.get(f"/setup/try/mails/{made.pk}/body/")
    page = response.content.decode()
    assert "word" in page
    assert "script" not in page.partition("<body>")[2]
    assert "onclick" not in page
    assert "elsewhere.example" not in page
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "allow-scripts" not in response["Content-Security-Policy"]


@pytest.mark.usefixtures("receiver")
def test_what_the_receiver_refuses_is_told_in_its_words(owner: Client, help_inbox: Inbox) -> None:
    response = owner.post("/setup/try/write/", {**LETTER, "email": "none"})
    assert response.status_code == 422

    response = owner.post("/setup/try/write/", {**LETTER, "email": "help@lantern.example"})
    assert response.status_code == 422
    assert not RawMessage.objects.exists()


def test_when_nothing_receives_mail_the_page_says_how_to_start_it(
    owner: Client, help_inbox: Inbox, settings: Settings
) -> None:
    settings.MADANG = replace(settings.MADANG, smtp_port=free_port())
    response = owner.post("/setup/try/write/", LETTER)
    assert response.status_code == 422
    assert "madang serve" in response.content.decode()


def test_the_list_answers_only_when_there_is_something_new(owner: Client, help_inbox: Inbox) -> None:
    assert owner.get("/setup/try/mails/", {"as": "seoa.yoon@example.com", "newest": "0"}).status_code == 204
    queue(
        key="k",
        recipient="seoa.yoon@example.com",
        subject="안내",
        mail_id="1@x",
        inbox=help_inbox,
        raw=b"Subject: x\r\n\r\n",
    )
    Sender("test", is_alive=lambda _: True).step()
    assert (
        "안내"
        in owner.get("/setup/try/mails/", {"as": "seoa.yoon@example.com", "newest": "0"}).content.decode()
    )


def test_links_that_let_somebody_in_are_shown_only_while_mail_is_kept(
    owner: Client, help_inbox: Inbox, settings: Settings
) -> None:
    made = queue(
        key="k",
        recipient="jun@lantern.example",
        subject="link",
        mail_id="1@x",
        purpose=Purpose.ACCOUNT,
        raw=b"Subject: link\r\n\r\nx",
    )
    Sender("test", is_alive=lambda _: True).step()
    assert owner.get(f"/setup/try/mails/{made.pk}/source/").status_code == 200
    Delivery.objects.update(state="sent")
    assert owner.get(f"/setup/try/mails/{made.pk}/source/").status_code == 404


def test_only_the_owner_stands_in_for_customers(
    help_inbox: Inbox, mina: User, signed_in: SignedIn, client: Client
) -> None:
    assert signed_in(mina).get("/setup/try/").status_code == 403
    assert client.get("/setup/try/").status_code == 302
