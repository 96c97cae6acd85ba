"""An outgoing server that takes mails, or fails in the way a test wants, as a real process's peer."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.ports import free_port


@dataclass(slots=True)
class Taken:
    """One mail that the server took."""

    sender: str
    recipients: list[str]
    raw: bytes


@dataclass(slots=True)
class OutgoingServer:
    """The server's address and what it took; `answer` is what it says after DATA, `rcpt_answer` after RCPT."""

    url: str = ""
    taken: list[Taken] = field(default_factory=list)
    answer: str = "250 2.0.0 Taken"
    rcpt_answer: str = "250 2.1.5 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt_answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt_answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            content = envelope.original_content or b""
            self.taken.append(Taken(envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return self.answer


@contextmanager
def outgoing_server() -> Iterator[OutgoingServer]:
    """A server that runs until the block ends."""
    port = free_port()
    server = OutgoingServer(url=f"smtp://127.0.0.1:{port}")
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server
    controller.stop()
