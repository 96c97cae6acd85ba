"""The SMTP dialogue: what is refused, and that 250 means stored."""

import smtplib
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import DatabaseError

from madang.channels.models import Inbox
from madang.intake import receiver as receiving
from madang.intake.models import RawMessage
from madang.intake.receiver import Receiver
from tests.intake.mails import mail
from tests.services.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[smtplib.SMTP]:
    """A client in a dialogue with a running receiver."""
    running = Receiver()
    running.port = free_port()
    running.start()
    with smtplib.SMTP(settings.MADANG.bind, running.port, timeout=20) as client:
        yield client
    running.stop()


def test_250_means_that_the_bytes_are_stored(server: smtplib.SMTP) -> None:
    raw = mail().replace(b"\n", b"\r\n")
    server.sendmail("seoa.yoon@example.com", ["help@lantern.example"], raw)
    stored = RawMessage.objects.get()
    assert bytes(stored.content or b"") == raw
    assert stored.rcpt_to == "help@lantern.example"


def test_octets_that_are_no_text_in_what_a_server_says_lose_no_mail(server: smtplib.SMTP) -> None:
    for command in (
        b"EHLO m\xffail.example",
        b"MAIL FROM:<yo\xffon@example.com> SMTPUTF8",
        b"RCPT TO:<help@lantern.example>",
    ):
        server.send(command + b"\r\n")
        assert server.getreply()[0] == 250
    server.send(b"RCPT TO:<he\xfflp@lantern.example> \r\n")
    assert server.getreply()[0] == 550
    code, words = server.data(mail())
    assert code == 250, words
    stored = RawMessage.objects.get()
    assert stored.mail_from == "yo\ufffdon@example.com"


def test_an_unknown_recipient_is_refused(server: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        server.sendmail("seoa.yoon@example.com", ["nobody@lantern.example"], mail())
    assert refused.value.recipients["nobody@lantern.example"][0] == 550


def test_an_unknown_recipient_is_taken_by_the_catch_all(server: smtplib.SMTP, help_inbox: Inbox) -> None:
    Inbox.objects.filter(pk=help_inbox.pk).update(catch_all=True)
    server.sendmail("seoa.yoon@example.com", ["nobody@lantern.example"], mail())
    assert RawMessage.objects.get().inbox == help_inbox


def test_a_tagged_address_belongs_to_its_inbox(server: smtplib.SMTP) -> None:
    server.sendmail("seoa.yoon@example.com", ["HELP+anything@Lantern.example"], mail())
    assert RawMessage.objects.get().rcpt_to == "HELP+anything@Lantern.example"


def test_an_oversized_mail_is_refused_with_a_clear_code(
    server: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = receiving.LARGEST + 1
    server.ehlo()
    assert server.esmtp_features["size"] == str(receiving.LARGEST)
    code, words = server.docmd("MAIL", f"FROM:<seoa.yoon@example.com> SIZE={size}")
    assert code == 552
    assert words


def test_ten_thousand_recipients_are_answered_and_none_is_lost(
    server: smtplib.SMTP, help_inbox: Inbox
) -> None:
    server.ehlo()
    server.mail("seoa.yoon@example.com")
    codes = [server.rcpt(f"help+{n}@lantern.example")[0] for n in range(receiving.MOST_RECIPIENTS + 20)]
    assert codes == [250] * receiving.MOST_RECIPIENTS + [452] * 20
    many = ", ".join(f"person{n}@example.com" for n in range(10_000))
    code, _words = server.data(mail(Cc=many))
    assert code == 250
    assert RawMessage.objects.count() == 1


def test_lines_longer_than_the_standard_allows_are_taken(server: smtplib.SMTP) -> None:
    raw = b"From: seoa.yoon@example.com\r\nSubject: x\r\n\r\n" + b"a" * 200_000 + b"\r\n"
    server.sendmail("seoa.yoon@example.com", ["help@lantern.example"], raw)
    assert RawMessage.objects.get().size >= 200_000


def test_when_storing_fails_the_sender_is_told_to_come_again(
    server: smtplib.SMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise DatabaseError("disk is full")

    monkeypatch.setattr(receiving, "store", broken)
    with pytest.raises(smtplib.SMTPDataError) as answered:
        server.sendmail("seoa.yoon@example.com", ["help@lantern.example"], mail())
    assert answered.value.smtp_code == 451
    assert not RawMessage.objects.exists()
