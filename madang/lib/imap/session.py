"""A signed-in connection and what is asked over it."""

import imaplib
import re
import select
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .connecting import PATIENCE_TO_READ, Server, dial
from .errors import ConnectionLost, FolderMissing, ImapFailure, SignInRefused
from .folders import Fetched, Folder, Sized

WINDOW = 20_000
"""UIDs asked for at once: servers answer a search in one line, and a line has its longest length."""

_SAID_BY_THE_LIBRARY = re.compile(r"\A[a-z]+ failed: ")

PATIENCE_TO_END = 15.0
"""Seconds for a server to end IDLE; one that doesn't is gone."""


@dataclass(frozen=True, slots=True, repr=False)
class Password:
    """Sign in by name and password."""

    user: str
    password: str


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """Sign in with an access token of OAuth 2 (OAUTHBEARER, RFC 7628, else XOAUTH2)."""

    user: str
    token: str


class Session:
    """One connection, signed in; it raises ConnectionLost when it breaks, ImapFailure when refused."""

    def __init__(self, server: Server, credentials: Password | Token) -> None:
        """Connect and sign in. Raises what `dial` raises, and SignInRefused."""
        self._client = dial(server)
        try:
            self._sign_in(server, credentials)
        except BaseException:
            self.close()
            raise

    def open(self, name: str, *, to_change: bool = False) -> Folder:
        """Open a folder, by default so that nothing in it can be changed. Raises FolderMissing."""
        with _told():
            try:
                said = self._client.select_folder(name, readonly=not to_change)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise FolderMissing(_words(error)) from error
            uidvalidity = _number(said, b"UIDVALIDITY")
            uidnext = _number(said, b"UIDNEXT") or self._uid_after_last(said[b"EXISTS"])
            return Folder(name, uidvalidity or 1, uidnext, said[b"EXISTS"])

    def folders(self) -> list[str]:
        """The names of all folders that can be opened."""
        with _told():
            listed = self._client.list_folders()
        return [str(name) for flags, _, name in listed if b"\\Noselect" not in flags]

    def uids(self, first: int, before: int, *, since: date | None = None) -> Iterator[list[int]]:
        """The UIDs from `first` to below `before` that exist, in order, a bounded number at a time.

        `since` leaves out what the server got before that day.
        """
        for start in range(first, before, WINDOW):
            criteria: list[Any] = ["UID", f"{start}:{min(start + WINDOW, before) - 1}"]
            if since is not None:
                criteria += ["SINCE", since]
            with _told():
                found = self._client.search(criteria)
            yield sorted(uid for uid in found if start <= uid < before)

    def sizes(self, uids: Sequence[int]) -> list[Sized]:
        """Size and arrival of the messages, in the order of their UIDs; what is gone is left out."""
        with _told():
            said = self._client.fetch(list(uids), ["RFC822.SIZE", "INTERNALDATE"])
        return [
            Sized(uid, int(parts.get(b"RFC822.SIZE", 0)), _aware(parts.get(b"INTERNALDATE")))
            for uid, parts in sorted(said.items())
        ]

    def fetch(self, uids: Sequence[int]) -> list[Fetched]:
        """The messages' bytes without marking them as read; what the server doesn't give is left out."""
        with _told():
            said = self._client.fetch(list(uids), ["BODY.PEEK[]"])
        bodies = ((uid, parts.get(b"BODY[]")) for uid, parts in sorted(said.items()))
        return [Fetched(uid, bytes(body)) for uid, body in bodies if body is not None]

    def head(self, uid: int) -> bytes:
        """A message's header fields, empty when the server doesn't give them."""
        with _told():
            said = self._client.fetch([uid], ["BODY.PEEK[HEADER]"])
        return bytes(said.get(uid, {}).get(b"BODY[HEADER]") or b"")

    def mark_read(self, uids: Sequence[int]) -> None:
        """Mark the messages as read; the folder must be open to change."""
        with _told():
            self._client.add_flags(list(uids), [b"\\Seen"], silent=True)

    def move(self, uids: Sequence[int], to: str) -> None:
        """Move the messages to another folder, which is made when it is missing."""
        with _told():
            if not self._client.folder_exists(to):
                self._client.create_folder(to)
            if self._client.has_capability("MOVE"):
                self._client.move(list(uids), to)
                return
            self._client.copy(list(uids), to)
            self._client.delete_messages(list(uids), silent=True)
            if self._client.has_capability("UIDPLUS"):
                self._client.uid_expunge(list(uids))

    @property
    def tells_of_news(self) -> bool:
        """Whether the server can announce new mail (IDLE, RFC 2177)."""
        with _told():
            return bool(self._client.has_capability("IDLE"))

    def wait(self, seconds: float, *, wake: socket.socket) -> None:
        """Return when the server announces anything, `wake` can be read, or `seconds` have passed."""
        with _told():
            self._client.idle()
            if not self._has_unread():
                ready = select.poll()
                ready.register(self._client.socket().fileno(), select.POLLIN)
                ready.register(wake.fileno(), select.POLLIN)
                ready.poll(seconds * 1000)
            self._client.socket().settimeout(PATIENCE_TO_END)
            self._client.idle_done()
            self._client.socket().settimeout(PATIENCE_TO_READ)

    def close(self) -> None:
        """End the connection, politely when that is quick."""
        with suppress(Exception):
            self._client.socket().settimeout(2)
            self._client.logout()
        with suppress(Exception):
            self._client.shutdown()

    def _sign_in(self, server: Server, credentials: Password | Token) -> None:
        with _told():
            try:
                if isinstance(credentials, Password):
                    self._with_password(credentials)
                else:
                    self._with_token(server, credentials)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise SignInRefused(_words(error)) from error

    def _with_password(self, given: Password) -> None:
        is_plain_ascii = given.user.isascii() and given.password.isascii()
        if not is_plain_ascii or self._client.has_capability("LOGINDISABLED"):
            self._client.plain_login(given.user, given.password)
        else:
            self._client.login(given.user, given.password)

    def _with_token(self, server: Server, given: Token) -> None:
        if self._client.has_capability("AUTH=OAUTHBEARER"):
            message = f"n,a={given.user},\x01host={server.host}\x01port={server.port}\x01"
            self._client.sasl_login(
                "OAUTHBEARER", _first_answer(f"{message}auth=Bearer {given.token}\x01\x01")
            )
        else:
            message = f"user={given.user}\x01auth=Bearer {given.token}\x01\x01"
            self._client.sasl_login("XOAUTH2", _first_answer(message))

    def _uid_after_last(self, exists: int) -> int:
        """UIDNEXT of a server that doesn't tell it."""
        if not exists:
            return 1
        return max(self._client.fetch("*", ["UID"]), default=0) + 1

    def _has_unread(self) -> bool:
        """Whether the server said something that was read off the wire already, where poll can't see it."""
        connection, file = self._client.socket(), self._client._imap.file
        connection.settimeout(0)
        try:
            return bool(file.peek(1))
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        finally:
            connection.settimeout(PATIENCE_TO_READ)


def _first_answer(message: str) -> Any:
    """Says the message once; a server that then explains its refusal gets the empty answer it waits for."""
    answers = iter([message.encode()])
    return lambda challenge: next(answers, b"\x01" if challenge else b"")


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the libraries raise into our own errors."""
    try:
        yield
    except ImapFailure:
        raise
    except imaplib.IMAP4.abort as error:
        raise ConnectionLost(_words(error)) from error
    except imaplib.IMAP4.error as error:
        raise ImapFailure(_words(error)) from error
    except OSError as error:
        raise ConnectionLost(error.strerror or "") from error


def _words(error: Exception) -> str:
    """The server's own words out of an error of the libraries."""
    given = error.args[0] if error.args else ""
    words = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)
    words = _SAID_BY_THE_LIBRARY.sub("", words).strip()
    return words[2:-1] if words.startswith(("b'", 'b"')) else words


def _number(said: dict[bytes, Any], name: bytes) -> int:
    value = said.get(name)
    if isinstance(value, list):
        value = value[0] if value else 0
    return int(value or 0)


def _aware(given: object) -> datetime | None:
    return given if isinstance(given, datetime) and given.tzinfo is not None else None
