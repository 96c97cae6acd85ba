"""Hand a mail to the outgoing server."""

import smtplib
import ssl
from typing import Protocol
from urllib.parse import unquote, urlsplit

from madang.channels.base import PermanentFailure, TemporaryFailure

TIMEOUT = 60.0
"""Seconds to wait for each answer of the server."""


class Transport(Protocol):
    """Something that takes mails."""

    def hand_over(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Return when it was taken; raises TemporaryFailure or PermanentFailure with the server's words."""

    def close(self) -> None:
        """Say goodbye."""


class Smtp:
    """One outgoing server; the connection is kept for the next mail.

    `url` is smtp://, smtp+starttls:// or smtps:// with user, password, host and port.
    """

    def __init__(self, url: str, *, patience: float = TIMEOUT) -> None:
        parts = urlsplit(url)
        self._patience = patience
        self._scheme = parts.scheme
        self._host = parts.hostname or "127.0.0.1"
        self._port = parts.port or {"smtp": 25, "smtp+starttls": 587, "smtps": 465}[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._server: smtplib.SMTP | None = None

    def hand_over(self, raw: bytes, *, sender: str, recipient: str) -> None:
        try:
            server = self._connected()
            server.sendmail(sender, [recipient], raw, mail_options=self._options(server, sender, recipient))
        except smtplib.SMTPRecipientsRefused as refused:
            self._reset()
            code, words = next(iter(refused.recipients.values()))
            raise _failure(code, words) from refused
        except smtplib.SMTPResponseException as answered:
            self.close()
            raise _failure(answered.smtp_code, answered.smtp_error) from answered
        except smtplib.SMTPNotSupportedError as unsupported:
            self.close()
            raise PermanentFailure(str(unsupported)) from unsupported
        except (smtplib.SMTPException, OSError) as broken:
            self.close()
            raise TemporaryFailure(f"{self._host}:{self._port}: {broken}") from broken

    def greet(self) -> None:
        """Connect and sign in as for a mail, and hand none over; raises what `hand_over` raises."""
        try:
            self._connected().ehlo_or_helo_if_needed()
        except smtplib.SMTPResponseException as answered:
            self.close()
            raise _failure(answered.smtp_code, answered.smtp_error) from answered
        except (smtplib.SMTPException, OSError) as broken:
            self.close()
            raise TemporaryFailure(f"{self._host}:{self._port}: {broken}") from broken

    def close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            try:
                if self._server.noop()[0] == 250:
                    return self._server
            except (smtplib.SMTPException, OSError):
                self._server.close()
        self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._patience, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._patience)
        if self._scheme == "smtp+starttls":
            server.starttls(context=context)
        if self._user:
            server.login(self._user, self._password)
        return server

    def _reset(self) -> None:
        if self._server is not None:
            try:
                self._server.rset()
            except (smtplib.SMTPException, OSError):
                self.close()

    def _options(self, server: smtplib.SMTP, sender: str, recipient: str) -> list[str]:
        server.ehlo_or_helo_if_needed()
        if not (sender + recipient).isascii() and server.has_extn("smtputf8"):
            return ["SMTPUTF8", "BODY=8BITMIME"]
        return []


def _failure(code: int, words: bytes | str) -> TemporaryFailure | PermanentFailure:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    text = f"{code} {said}"
    return TemporaryFailure(text) if 400 <= code < 500 else PermanentFailure(text)
