"""Hand a mail to the outgoing server, by SMTP (RFC 5321); providers' APIs are in providers/."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote, urlsplit

from madang.channels.base import PermanentFailure, TemporaryFailure
from madang.lib.reaching import CannotReach

TIMEOUT = 300.0
"""Seconds to wait for each answer of the server (RFC 5321, 4.5.3.2: five minutes)."""

FINAL_TIMEOUT = 600.0
"""Seconds to wait for the word that a mail was taken: who gives up sooner makes doubles (4.5.3.2.6)."""

DEADLINE = 25 * 60.0
"""Seconds that one mail may take in all; a sender's claim on it holds longer."""

_LINE_END = re.compile(rb"\r\n|\n|\r")
_FIRST_DOT = re.compile(rb"(?m)^\.")
_SIGN_IN_CODES = frozenset({454, 530, 534, 535, 538})


Connect = Callable[[str, int, float], socket.socket]
"""Opens a connection to a host and port within so many seconds."""


class ServerDown(TemporaryFailure):
    """The server can't be reached or doesn't let us in: trying the next mail now is no use either."""


class NotLetIn(ServerDown):
    """The server does not let this desk in: somebody has to give it another password or key."""


class Unacknowledged(TemporaryFailure):
    """The whole mail was handed over and no word came back: nobody knows whether it was taken."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a provider says of a mail that it took: its own name for it, by which events speak of it, and the
    Message-ID that it gave it instead of ours, where that is known."""

    provider_id: str = ""
    message_id: str = ""


class Transport(Protocol):
    """Something that takes mails."""

    def hand_over(self, raw: bytes, *, sender: str, recipient: str) -> Taken | None:
        """Return when it was taken; raises TemporaryFailure or PermanentFailure with the server's words."""

    def close(self) -> None:
        """Say goodbye."""


class Smtp:
    """One outgoing server; the connection is kept for the next mail.

    `url` is smtp://, smtp+starttls:// or smtps:// with user, password, host and port. `patience` is how many
    seconds an answer may take, `deadline` how many a whole mail. `connect` opens the connection, where not
    every address may be reached.
    """

    def __init__(
        self,
        url: str,
        *,
        patience: float = TIMEOUT,
        deadline: float = DEADLINE,
        connect: Connect | None = None,
    ) -> None:
        parts = urlsplit(url)
        self._patience = patience
        self._final_patience = max(patience, FINAL_TIMEOUT) if patience == TIMEOUT else patience
        self._deadline = deadline
        self._scheme = parts.scheme
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or {"smtp": 25, "smtp+starttls": 587, "smtps": 465}[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._open = connect or _open
        self._server: smtplib.SMTP | None = None

    def hand_over(self, raw: bytes, *, sender: str, recipient: str) -> None:
        server = self._ready()
        with self._within_deadline(server):
            try:
                self._transact(server, raw, sender=sender, recipient=recipient)
            except (smtplib.SMTPException, OSError) as broken:
                self._drop()
                raise TemporaryFailure(self._named(broken)) from broken

    def greet(self) -> None:
        """Connect and sign in as for a mail, and hand none over; raises ServerDown."""
        self._ready()

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def _transact(self, server: smtplib.SMTP, raw: bytes, *, sender: str, recipient: str) -> None:
        self._expect(server.mail(sender, self._options(server, raw, sender, recipient)), 250)
        self._expect(server.rcpt(recipient), 250, 251)
        self._expect(server.docmd("DATA"), 354)
        server.send(_FIRST_DOT.sub(b"..", _LINE_END.sub(b"\r\n", raw)).removesuffix(b"\r\n") + b"\r\n.\r\n")
        try:
            if server.sock is not None:
                server.sock.settimeout(self._final_patience)
            answer = server.getreply()
            if server.sock is not None:
                server.sock.settimeout(self._patience)
        except (smtplib.SMTPException, OSError) as broken:
            self._drop()
            raise Unacknowledged(self._named(broken)) from broken
        if not 200 <= answer[0] < 600:  # a word that was cut off
            self._drop()
            raise Unacknowledged(self._named(smtplib.SMTPServerDisconnected("the last answer was cut off")))
        self._expect(answer, 250)

    def _expect(self, answer: tuple[int, bytes], *welcome: int) -> None:
        """Raise what an unwelcome answer means, and have the connection ready for the next mail."""
        code, words = answer
        if code in welcome:
            return
        if code in {421, -1} or not 400 <= code < 600:
            self._drop()
        else:
            self._reset()
        if code in _SIGN_IN_CODES:
            raise NotLetIn(_said(code, words))
        raise failure(code, words)

    def _ready(self) -> smtplib.SMTP:
        """The open connection, or a new one. Raises ServerDown."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._server.noop()[0] == 250:
                    return self._server
            self._drop()
        try:
            self._server = self._connect()
            self._server.ehlo_or_helo_if_needed()
        except smtplib.SMTPResponseException as answered:
            self._drop()
            down = NotLetIn if answered.smtp_code in _SIGN_IN_CODES else ServerDown
            raise down(_said(answered.smtp_code, answered.smtp_error)) from answered
        except CannotReach as unreachable:
            raise ServerDown(f"{unreachable}: {type(unreachable).__name__}") from unreachable
        except (smtplib.SMTPException, OSError) as broken:
            self._drop()
            raise ServerDown(self._named(broken)) from broken
        return self._server

    def _connect(self) -> smtplib.SMTP:
        server = greeted(
            self._host, self._port, self._patience, tls=self._scheme == "smtps", connect=self._open
        )
        try:
            if self._scheme == "smtp+starttls":
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def _reset(self) -> None:
        if self._server is not None:
            try:
                self._server.rset()
            except (smtplib.SMTPException, OSError):
                self._drop()

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _options(self, server: smtplib.SMTP, raw: bytes, sender: str, recipient: str) -> list[str]:
        options = []
        if server.has_extn("size"):
            options.append(f"SIZE={len(raw)}")
        if not raw.isascii() and server.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if not (sender + recipient).isascii():
            if not server.has_extn("smtputf8"):
                raise PermanentFailure(f"{self._host} takes no addresses with letters beyond a to z")
            options.append("SMTPUTF8")
        return options

    @contextmanager
    def _within_deadline(self, server: smtplib.SMTP) -> Iterator[None]:
        """Hang up when a mail takes too long in all: who sends a letter a minute never times out."""
        sock = server.sock

        def hang_up() -> None:
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self._deadline, hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _named(self, broken: Exception) -> str:
        return f"{self._host}:{self._port}: {broken}"


def greeted(host: str, port: int, seconds: float, *, tls: bool, connect: Connect) -> smtplib.SMTP:
    """A server that has said its name. Raises what `connect` raises, OSError and smtplib.SMTPException."""

    class Greeted(smtplib.SMTP):
        def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
            opened = connect(host, port, timeout)
            if not tls:
                return opened
            try:
                return ssl.create_default_context().wrap_socket(opened, server_hostname=host)
            except BaseException:
                opened.close()
                raise

    return Greeted(host, port, timeout=seconds)


def _open(host: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((host, port), seconds)


def failure(code: int, words: bytes | str) -> TemporaryFailure | PermanentFailure:
    """What a server's answer means, in its words."""
    text = _said(code, words)
    return PermanentFailure(text) if 500 <= code < 600 else TemporaryFailure(text)


def _said(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(said.split())}"
