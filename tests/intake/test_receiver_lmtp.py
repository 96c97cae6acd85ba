"""Mail from a mail server of this network: LMTP answers each recipient, STARTTLS encrypts, Postfix hands over."""

import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from madang.channels.models import Inbox
from madang.intake import receiver as receiving
from madang.intake.models import RawMessage
from madang.intake.receiver import Receiver, ReceiverCannotListen
from tests.intake.mails import mail
from tests.services.certificates import make_certificate
from tests.services.ports import free_port
from tests.services.postfix import running_postfix

pytestmark = pytest.mark.django_db(transaction=True)

Start = Callable[..., Receiver]


@pytest.fixture
def start(help_inbox: Inbox) -> Iterator[Start]:
    """Starts receivers on free ports: `start(lmtp=True)`."""
    running: list[Receiver] = []

    def begin(*, lmtp: bool = False) -> Receiver:
        running.append(Receiver(lmtp=lmtp))
        running[-1].port = free_port()
        running[-1].start_or_explain()
        return running[-1]

    yield begin
    for receiver in running:
        receiver.stop()


def dialogue(client: smtplib.LMTP, *recipients: str) -> list[int]:
    """Begin a message for the recipients and give what each was answered with."""
    client.ehlo_or_helo_if_needed()
    client.mail("seoa.yoon@example.com")
    return [client.rcpt(recipient)[0] for recipient in recipients]


def test_each_recipient_of_lmtp_is_answered_after_the_message(start: Start, help_inbox: Inbox) -> None:
    Inbox.objects.create(brand=help_inbox.brand, address="refunds@lantern.example")
    addresses = ("help@lantern.example", "nobody@lantern.example", "refunds@lantern.example")
    with smtplib.LMTP("127.0.0.1", start(lmtp=True).port) as client:
        assert dialogue(client, *addresses) == [250, 550, 250]
        assert client.data(mail())[0] == 250
        assert client.getreply()[0] == 250
        assert client.noop()[0] == 250
    assert sorted(RawMessage.objects.values_list("rcpt_to", flat=True)) == [addresses[0], addresses[2]]


def test_a_message_that_is_too_large_is_refused_for_each_recipient(
    start: Start, help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "LARGEST", 2000)
    with smtplib.LMTP("127.0.0.1", start(lmtp=True).port) as client:
        assert dialogue(client, "help@lantern.example", "help+a@lantern.example") == [250, 250]
        assert client.data(mail("가" * 5000))[0] == 552
        assert client.getreply()[0] == 552
        assert client.noop()[0] == 250
    assert not RawMessage.objects.exists()


def test_lmtp_is_greeted_with_its_own_word_alone(start: Start) -> None:
    with smtplib.SMTP("127.0.0.1", start(lmtp=True).port) as client:
        assert client.docmd("EHLO", "mail.example")[0] == 500
        assert client.docmd("LHLO", "mail.example")[0] == 250


@pytest.mark.parametrize("lmtp", [False, True])
def test_mail_is_taken_encrypted_when_there_is_a_certificate(
    start: Start, settings: Settings, tmp_path: Path, lmtp: bool
) -> None:
    certificate = make_certificate(tmp_path, "localhost")
    settings.MADANG = replace(
        settings.MADANG, smtp_certificate=str(certificate.chain), smtp_key=str(certificate.key)
    )
    kind = smtplib.LMTP if lmtp else smtplib.SMTP
    with kind("localhost", start(lmtp=lmtp).port) as client:
        client.starttls(context=certificate.trusted())
        client.sendmail("seoa.yoon@example.com", ["help@lantern.example"], mail())
    assert RawMessage.objects.count() == 1


def test_without_a_certificate_encryption_is_not_offered(start: Start) -> None:
    with smtplib.SMTP("127.0.0.1", start().port) as client:
        client.ehlo()
        assert not client.has_extn("starttls")


def test_a_renewed_certificate_is_used_without_a_restart(
    start: Start, settings: Settings, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path, "localhost")
    settings.MADANG = replace(
        settings.MADANG, smtp_certificate=str(certificate.chain), smtp_key=str(certificate.key)
    )
    port = start().port
    renewed = make_certificate(tmp_path, "localhost")
    with smtplib.SMTP("localhost", port) as client:
        client.starttls(context=renewed.trusted())
        assert client.noop()[0] == 250


def test_a_key_of_another_certificate_is_said_before_anything_listens(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = make_certificate(tmp_path / "a", "localhost"), make_certificate(tmp_path / "b", "localhost")
    settings.MADANG = replace(settings.MADANG, smtp_certificate=str(one.chain), smtp_key=str(other.key))
    with pytest.raises(ReceiverCannotListen, match="belong together"):
        Receiver().start_or_explain()


def test_postfix_hands_over_by_lmtp(start: Start) -> None:
    receiver = start(lmtp=True)
    with running_postfix({"lantern.example": receiver.port}, by="lmtp") as address:
        port = int(address.rpartition(":")[2])
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail(
                "seoa.yoon@example.com",
                ["help@lantern.example", "help+a@lantern.example"],
                mail("가" * 3000).replace(b"\n", b"\r\n"),
            )
        wait_until_stored(1)


def wait_until_stored(count: int) -> None:

    deadline = time.monotonic() + 60
    while RawMessage.objects.count() < count:
        assert time.monotonic() < deadline, "Postfix did not hand it over"
        time.sleep(0.1)
