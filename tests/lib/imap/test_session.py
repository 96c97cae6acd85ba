"""A session with a real IMAP server: what it tells, and how each failure is told apart."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from madang.lib.imap import (
    CertificateRefused,
    ConnectionLost,
    FolderMissing,
    NotAnImapServer,
    Password,
    Security,
    Server,
    Session,
    SignInRefused,
)
from tests.services.dovecot import PASSWORD, Dovecot, running_dovecot

NEAR = ("127.0.0.0/8",)
MAIL = b"Subject: one\r\n\r\nhello\r\n"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as running:
        yield running


def opened(dovecot: Dovecot, user: str = "help") -> Session:
    return Session(Server("127.0.0.1", dovecot.port, Security.NONE, NEAR), Password(user, PASSWORD))


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_an_encrypted_session_reads_what_was_delivered(dovecot: Dovecot, security: Security) -> None:
    user = f"help-{security}"
    dovecot.deliver(user, MAIL)
    port = dovecot.tls_port if security is Security.TLS else dovecot.port
    server = Server("127.0.0.1", port, security, NEAR, dovecot.certificate.trusted())
    session = Session(server, Password(user, PASSWORD))
    folder = session.open("INBOX")
    assert (folder.exists, folder.uidnext) == (1, 2)
    assert list(session.uids(1, folder.uidnext)) == [[1]]
    assert session.sizes([1, 7])[0].size == len(MAIL)
    assert session.fetch([1])[0].content == MAIL
    session.close()


def test_names_and_passwords_outside_of_ascii_are_sent_right(dovecot: Dovecot) -> None:
    with pytest.raises(SignInRefused):
        Session(Server("127.0.0.1", dovecot.port, Security.NONE, NEAR), Password("help", "비밀번호"))


def test_waiting_ends_when_mail_comes_and_when_somebody_calls(dovecot: Dovecot) -> None:
    session = opened(dovecot, "waits")
    session.open("INBOX")
    ear, mouth = socket.socketpair()
    with ear, mouth:
        for wake in (lambda: dovecot.deliver("waits", MAIL), lambda: mouth.send(b"!")):
            timer = threading.Timer(0.2, wake)
            timer.start()
            began = time.monotonic()
            session.wait(60, wake=ear)
            assert time.monotonic() - began < 40
            timer.join()
    assert session.open("INBOX").exists == 1
    session.close()


def test_an_untrusted_certificate_is_refused(dovecot: Dovecot) -> None:
    server = Server("127.0.0.1", dovecot.tls_port, Security.TLS, NEAR)
    with pytest.raises(CertificateRefused):
        Session(server, Password("help", PASSWORD))


def test_encryption_where_there_is_none_is_told_as_such(dovecot: Dovecot) -> None:
    with pytest.raises(NotAnImapServer):
        Session(Server("127.0.0.1", dovecot.port, Security.TLS, NEAR), Password("help", PASSWORD))


def test_a_missing_folder_is_told_as_such(dovecot: Dovecot) -> None:
    session = opened(dovecot)
    with pytest.raises(FolderMissing):
        session.open("없는 폴더")
    session.close()


def test_a_connection_that_broke_is_told_as_such() -> None:
    with running_dovecot() as going:
        session = opened(going)
        session.open("INBOX")
        going.stop()
        with pytest.raises(ConnectionLost):
            session.open("INBOX")
