"""A throw-away outgoing mail server: it keeps what it was handed, refuses and hangs up when told to."""

from asyncio import WriteTransport
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Condition

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.ports import free_port

TAKEN = "250 2.0.0 taken"


@dataclass(frozen=True)
class Handed:
    """One mail as the server was handed it."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class MailServer:
    """What tests see of the server.

    `handed` is every mail whose bytes arrived in full, refused ones left out. `answers` are used up one a mail
    before TAKEN is given again; HANG_UP in their place keeps the mail and breaks the connection unanswered.
    `recipient_answer` is what every recipient is answered with, empty for welcome.
    """

    port: int
    handed: list[Handed] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    recipient_answer: str = ""
    _changed: Condition = field(default_factory=Condition)

    HANG_UP = "hang up"

    @property
    def url(self) -> str:
        """What MADANG_SMTP_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    def wait_for(self, count: int, *, seconds: float = 20) -> list[Handed]:
        """The mails once there are at least `count`; AssertionError when there aren't within `seconds`."""
        with self._changed:
            there = self._changed.wait_for(lambda: len(self.handed) >= count, timeout=seconds)
            assert there, f"{len(self.handed)} of {count} mails within {seconds:.0f} s"
            return list(self.handed)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Called by aiosmtpd with each recipient."""
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 welcome"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # aiosmtpd's name
        """Called by aiosmtpd with each mail."""
        answer = self.answers.pop(0) if self.answers else TAKEN
        if answer.startswith("2") or answer == self.HANG_UP:
            raw = envelope.original_content or b""
            with self._changed:
                self.handed.append(Handed(str(envelope.mail_from), list(envelope.rcpt_tos), raw))
                self._changed.notify_all()
        if answer == self.HANG_UP:
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return answer


@contextmanager
def running_mail_server() -> Iterator[MailServer]:
    """Start a server that takes every mail."""
    server = MailServer(port=free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
