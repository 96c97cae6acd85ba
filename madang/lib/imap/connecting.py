"""The way to a server: an address that may be reached, encryption, and a greeting."""

import imaplib
import logging
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import imapclient

from ..reaching import connect
from .errors import CertificateRefused, ConnectionLost, NotAnImapServer, UnencryptedRefused

PATIENCE_TO_CONNECT = 20.0
PATIENCE_TO_READ = 60.0
"""Seconds without a single byte after which the connection counts as lost."""

KEEPALIVE_AFTER, KEEPALIVE_EVERY, KEEPALIVE_TRIES = 60, 20, 3

# It writes every line of the dialogue at DEBUG, answers to AUTHENTICATE among them.
logging.getLogger("imapclient").setLevel(logging.WARNING)


class Security(StrEnum):
    """How the connection is encrypted: from the first byte, after STARTTLS, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mailbox is. `allowed` are the private networks that may be reached."""

    host: str
    port: int
    security: Security
    allowed: Sequence[str] = ()
    authority: ssl.SSLContext | None = None
    """What certificates are trusted by; None is what the machine trusts."""


def dial(server: Server) -> "imapclient.IMAPClient":
    """A greeted, encrypted connection to the server, before anybody signs in.

    Raises CannotReach and its kinds, CertificateRefused, UnencryptedRefused, NotAnImapServer, ConnectionLost.
    """
    context = server.authority or ssl.create_default_context()
    try:
        client = _Client(server, context)
        if server.security is Security.STARTTLS:
            if not client.has_capability("STARTTLS"):
                client.shutdown()
                raise UnencryptedRefused
            client.starttls(context)
    except ssl.SSLCertVerificationError as error:
        raise CertificateRefused(error.verify_message) from error
    except ssl.SSLError as error:
        raise NotAnImapServer(error.reason or "") from error
    except imaplib.IMAP4.abort as error:
        raise NotAnImapServer(str(error)) from error
    except imaplib.IMAP4.error as error:
        raise NotAnImapServer(str(error)) from error
    except TimeoutError as error:
        raise NotAnImapServer from error
    except OSError as error:
        raise ConnectionLost(error.strerror or "") from error
    return client


class _Client(imapclient.IMAPClient):  # type: ignore[misc]  # IMAPClient ships no types
    """IMAPClient over a connection that was looked at before it was made."""

    def __init__(self, server: Server, context: ssl.SSLContext) -> None:
        self._server = server
        self._context = context
        super().__init__(
            server.host,
            server.port,
            ssl=server.security is Security.TLS,
            ssl_context=context,
            timeout=imapclient.SocketTimeout(PATIENCE_TO_CONNECT, PATIENCE_TO_READ),
        )
        self.normalise_times = False
        self._imap.debug = 0

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return _Imap4(self._server, self._context)


class _Imap4(imaplib.IMAP4):
    """imaplib's dialogue over our own connection."""

    def __init__(self, server: Server, context: ssl.SSLContext) -> None:
        self._server = server
        self._context = context
        super().__init__(server.host, server.port, timeout=PATIENCE_TO_CONNECT)

    def _create_socket(self, timeout: Any = None) -> socket.socket:
        server = self._server
        plain = connect(server.host, server.port, seconds=PATIENCE_TO_CONNECT, allowed=server.allowed)
        _notice_a_silent_end(plain)
        if server.security is not Security.TLS:
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=server.host)
        except BaseException:
            plain.close()
            raise


def _notice_a_silent_end(connection: socket.socket) -> None:
    """Have the kernel ask whether the other side is still there: routers forget quiet connections."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", KEEPALIVE_AFTER),
        ("TCP_KEEPINTVL", KEEPALIVE_EVERY),
        ("TCP_KEEPCNT", KEEPALIVE_TRIES),
    ):
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
