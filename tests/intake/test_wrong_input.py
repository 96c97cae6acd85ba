"""What people and machines send that nobody should: each comes through the real SMTP dialogue."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.conf import settings

from madang.channels.models import Inbox
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage, RawState
from madang.intake.receiver import Receiver
from madang.tickets.models import Attachment, Message
from tests.intake.mails import mail
from tests.services.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

CUSTOMER = "seoa.yoon@example.com"


@pytest.fixture
def port(help_inbox: Inbox) -> Iterator[int]:
    """The port of a running receiver."""
    running = Receiver()
    running.port = free_port()
    running.start()
    yield running.port
    running.stop()


def send(port: int, raw: bytes, *, mail_from: str = CUSTOMER) -> Message:
    """Hand a mail in and take it: the message that it became."""
    with smtplib.SMTP(settings.MADANG.bind, port, timeout=60) as client:
        client.sendmail(mail_from, ["help@lantern.example"], raw)
    while take_waiting():
        pass
    stored = RawMessage.objects.latest("pk")
    assert stored.state == RawState.TAKEN, stored.error
    assert stored.message is not None
    return stored.message


def with_file(name: str, content: bytes, *, kind: str = "octet-stream") -> bytes:
    message = EmailMessage()
    message["From"] = f"윤서아 <{CUSTOMER}>"
    message["To"] = "help@lantern.example"
    message["Subject"] = "파일"
    message["Message-ID"] = "<file@example.com>"
    message.set_content("첨부합니다")
    message.add_attachment(content, maintype="application", subtype=kind, filename=name)
    return message.as_bytes().replace(b"\n", b"\r\n")


def test_an_empty_mail_is_a_message_without_words(port: int) -> None:
    message = send(port, mail("", subject=""))
    assert message.body_text.strip() == ""
    assert message.ticket.subject == ""


def test_bytes_that_are_no_mail_at_all_are_kept_as_one(port: int) -> None:
    message = send(port, b"\x00\xff\xfe not a mail \r\n\x80\x81\r\n")
    assert message.author.email == CUSTOMER


def test_a_mail_without_from_belongs_to_its_envelope_sender(port: int) -> None:
    assert send(port, mail(sender="")).author.email == CUSTOMER


def test_ten_thousand_recipients_make_one_message(port: int) -> None:
    message = send(port, mail(Cc=", ".join(f"person{n}@example.com" for n in range(10_000))))
    assert len(message.cc) <= 200
    assert Message.objects.count() == 1


def test_a_mime_bomb_is_one_message(port: int) -> None:
    lines = [
        "From: seoa.yoon@example.com",
        "Subject: 폭탄",
        "Message-ID: <bomb@example.com>",
        "MIME-Version: 1.0",
    ]
    for depth in range(3_000):
        lines += [f'Content-Type: multipart/mixed; boundary="b{depth}"', "", f"--b{depth}"]
    message = send(port, ("\r\n".join(lines) + "\r\n\r\nboom\r\n").encode())
    assert message.author.email == CUSTOMER


def test_a_name_cannot_turn_the_line_around(port: int) -> None:
    message = send(port, mail(sender="=?utf-8?b?" + "4oCuZXhlLmVsYW5pbQA=" + "?= <seoa.yoon@example.com>"))
    assert not set(message.from_name) & {"\u202e", "\x00", "\n", "\r"}


def test_scripts_forms_and_covers_are_gone_before_anybody_sees_them(port: int) -> None:
    hostile = (
        "<script>alert(1)</script><img src=x onerror=alert(1)><form action=//evil.example><input name=a></form>"
        '<div style="position:fixed;inset:0;z-index:9999">cover</div><a href="javascript:alert(1)">x</a>'
        '<iframe src="//evil.example"></iframe><meta http-equiv=refresh content="0;url=//evil.example">'
    )
    raw = (
        b"From: seoa.yoon@example.com\r\nSubject: x\r\nMessage-ID: <h@example.com>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/html; charset=utf-8\r\n\r\n" + hostile.encode() + b"\r\n"
    )
    html = send(port, raw).body_html.lower()
    for sign in ("<script", "onerror", "<form", "<input", "position", "javascript:", "<iframe", "<meta"):
        assert sign not in html


@pytest.mark.parametrize(
    "name", ["../../x", "..\\..\\x.exe", "/etc/passwd", "a\x00b.txt", "..", "n" * 5000 + ".txt"]
)
def test_a_files_name_leads_nowhere(port: int, name: str) -> None:
    send(port, with_file(name.replace("\x00", ""), b"content"))
    file = Attachment.objects.get()
    assert "/" not in file.filename
    assert "\\" not in file.filename
    assert file.filename not in {"", ".", ".."}
    assert str(file.file.name).startswith("files/")


def test_a_file_of_25_mb_is_kept_whole(port: int) -> None:
    content = bytes(range(256)) * (25 * 1024 * 4)
    send(port, with_file("큰 파일.bin", content))
    file = Attachment.objects.get()
    assert file.size == len(content)
    assert file.file.open("rb").read() == content


def test_the_same_words_from_two_people_are_two_messages(port: int) -> None:
    send(port, mail("같은 내용", message_id="<a@example.com>"))
    send(port, mail("같은 내용", message_id="<a@example.com>", sender="noor.haddad@example.com"))
    assert Message.objects.count() == 2
