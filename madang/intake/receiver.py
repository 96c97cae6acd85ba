"""The servers that mail comes in by: SMTP (RFC 5321) and LMTP (RFC 2033)."""

import asyncio
import logging
import os
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
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
        address = _readable(address)
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
                    mail_from=_readable(envelope.mail_from or ""),
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
    return {"client": str(peer[0])[:45], "helo": _readable(session.host_name or "")[:255]}


def _readable(given: str) -> str:
    """What a server said, as a database can keep it: octets that are no UTF-8, and zero, become U+FFFD."""
    return given.encode(errors="surrogateescape").decode(errors="replace").replace("\0", "\ufffd")


class _Smtp(SMTP):
    line_length_limit = LONGEST_LINE


class _Lmtp(LMTP):
    """LMTP (RFC 2033): after the message, each recipient is answered on its own."""

    line_length_limit = LONGEST_LINE
    _answers = 1

    async def smtp_DATA(self, arg: str) -> None:
        assert self.envelope is not None
        before, self._answers = self._answers, max(len(self.envelope.rcpt_tos), 1)
        try:
            await super().smtp_DATA(arg)
        finally:
            self._answers = before

    async def push(self, status: str | bytes) -> None:
        words = status.decode() if isinstance(status, bytes) else status
        is_about_the_message = self._answers > 1 and not words.startswith(("354", "503", "501"))
        await super().push("\r\n".join([words] * self._answers) if is_about_the_message else words)


class Receiver(Controller):
    """The receiver in a thread of its own: for SMTP, or for LMTP from a mail server of this network."""

    def __init__(self, *, lmtp: bool = False) -> None:
        self._lmtp = lmtp
        self._certificate = Certificate()
        port = settings.MADANG.lmtp_port if lmtp else settings.MADANG.smtp_port
        super().__init__(Receiving(), hostname=settings.MADANG.bind, port=port)

    def start_or_explain(self) -> None:
        """Start listening; raises ReceiverCannotListen in words when the port or certificate can't be had."""
        name = "MADANG_LMTP_PORT" if self._lmtp else "MADANG_SMTP_PORT"
        try:
            self._certificate.context()
            self.start()
        except ssl.SSLError as error:
            raise ReceiverCannotListen(
                f"The mail receiver can't use its certificate ({error.reason or error}). Check that "
                "MADANG_SMTP_CERTIFICATE and MADANG_SMTP_KEY are PEM files that belong together."
            ) from error
        except OSError as error:
            raise ReceiverCannotListen(
                f"The mail receiver can't listen on {self.hostname}:{self.port} ({error.strerror}). "
                f"Set {name} to a free port."
            ) from error

    def factory(self) -> SMTP:
        kind = _Lmtp if self._lmtp else _Smtp
        return kind(
            self.handler,
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            decode_data=False,
            ident="Madang",
            hostname="madang",
            timeout=300,
            tls_context=self._certificate.context(),
        )


class Certificate:
    """What STARTTLS is offered with (RFC 3207); read again when the files were renewed."""

    def __init__(self) -> None:
        self._context: ssl.SSLContext | None = None
        self._of = (0.0, 0.0)

    def context(self) -> ssl.SSLContext | None:
        """None without a certificate. Raises ssl.SSLError and OSError when none could be used so far."""
        chain, key = settings.MADANG.smtp_certificate, settings.MADANG.smtp_key
        if not chain:
            return None
        try:
            written = (os.stat(chain).st_mtime, os.stat(key).st_mtime)
            if self._context is None or written != self._of:
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.load_cert_chain(chain, key)
                self._context, self._of = context, written
        except (ssl.SSLError, OSError):
            if self._context is None:
                raise
            log.exception("the renewed certificate can't be used; the one before still is")
        return self._context


def started_receivers() -> list[Receiver]:
    """Everything that listens for mail, listening. Raises ReceiverCannotListen."""
    receivers = [Receiver(), *([Receiver(lmtp=True)] if settings.MADANG.lmtp_port else [])]
    for receiver in receivers:
        receiver.start_or_explain()
    return receivers


def inbox_of(address: str) -> Inbox | None:
    """The active inbox that takes mail for `address`: its own, with or without a +tag, else the catch-all."""
    active = Inbox.objects.filter(kind="email", is_active=True)
    plain = address.strip().lower()
    found = {inbox.address: inbox for inbox in active.filter(address__in=[plain, without_tag(plain)])}
    return found.get(plain) or found.get(without_tag(plain)) or active.filter(catch_all=True).first()
