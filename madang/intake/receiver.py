"""The SMTP server that mail comes in by (RFC 5321)."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from madang.channels.models import Inbox
from madang.tickets.threads import without_tag

from .store import store

log = logging.getLogger(__name__)
T = TypeVar("T")

LARGEST = 40 * 1024 * 1024
"""Bytes of one message: a 25 MB attachment in base64, with room for the words around it."""

LONGEST_LINE = 1024 * 1024
"""Octets of a line; far beyond the 998 that are allowed, because mail that breaks the rule is mail too."""

MOST_RECIPIENTS = 100
"""Recipients of one delivery (RFC 5321, 4.5.3.1.8); the sender comes again for the rest."""


class ReceiverCannotListen(Exception):
    """The receiver's port is taken or forbidden; `str()` says what to set."""


@dataclass(frozen=True, slots=True)
class _Recipient:
    inbox: Inbox
    address: str


class Receiving:
    """What is answered in the dialogue: only known addresses are taken, 250 only when the mail is durable."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="receiver")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, rcpt_options: list[str]
    ) -> str:
        known: list[_Recipient] = getattr(envelope, "madang_recipients", [])
        if len(known) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients, send the rest later"
        try:
            inbox = await self._in_thread(lambda: inbox_of(address))
        except DatabaseError:
            log.exception("the receiver could not look up a recipient")
            return "451 4.3.0 Cannot look up recipients now, try again later"
        if inbox is None:
            return "550 5.1.1 No such address here"
        envelope.madang_recipients = [*known, _Recipient(inbox=inbox, address=address)]  # type: ignore[attr-defined]  # aiosmtpd's envelope carries what handlers put on it
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(rcpt_options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        by_inbox = {one.inbox.pk: (one.inbox, one.address) for one in envelope.madang_recipients}  # type: ignore[attr-defined]  # ours, put there at RCPT
        try:
            rows = await self._in_thread(
                lambda: store(
                    content,
                    mail_from=envelope.mail_from or "",
                    recipients=list(by_inbox.values()),
                    handed_over=_handed_over(session),
                )
            )
        except (DatabaseError, OSError):
            log.exception("the receiver could not store a message")
            return "451 4.3.0 Cannot store mail now, try again later"
        return f"250 2.0.0 Stored as {', '.join(str(row.pk) for row in rows)}"

    async def _in_thread(self, function: Callable[[], T]) -> T:
        def fresh() -> T:
            close_old_connections()
            return function()

        return await asyncio.get_running_loop().run_in_executor(self._threads, fresh)


def _handed_over(session: Session) -> dict[str, str]:
    """Which server this is: its IP address, and the name that it gave for itself."""
    peer = session.peer if isinstance(session.peer, tuple) else ("",)
    return {"client": str(peer[0])[:45], "helo": (session.host_name or "")[:255]}


class _Server(SMTP):
    line_length_limit = LONGEST_LINE


class Receiver(Controller):
    """The receiver in a thread of its own."""

    def __init__(self) -> None:
        super().__init__(Receiving(), hostname=settings.MADANG.bind, port=settings.MADANG.smtp_port)

    def start_or_explain(self) -> None:
        """Start listening; raises ReceiverCannotListen in words when the port can't be had."""
        try:
            self.start()
        except OSError as error:
            raise ReceiverCannotListen(
                f"The mail receiver can't listen on {self.hostname}:{self.port} ({error.strerror}). "
                "Set MADANG_SMTP_PORT to a free port."
            ) from error

    def factory(self) -> SMTP:
        return _Server(
            self.handler,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            decode_data=False,
            ident="Madang",
            hostname="madang",
            timeout=300,
        )


def inbox_of(address: str) -> Inbox | None:
    """The active inbox that takes mail for `address`: its own, with or without a +tag, else the catch-all."""
    active = Inbox.objects.filter(kind="email", is_active=True)
    plain = address.strip().lower()
    found = {inbox.address: inbox for inbox in active.filter(address__in=[plain, without_tag(plain)])}
    return found.get(plain) or found.get(without_tag(plain)) or active.filter(catch_all=True).first()
