"""Sign in to a mailbox with what is kept of it."""

from django.conf import settings

from madang.lib.imap import Password, Security, Server, Session, Token

from ..mailbox import Mailbox, WayIn
from .keeping import opened
from .tokens import fresh_token


def server_of(*, host: str, port: int, security: str) -> Server:
    """The server, with the private networks that this installation lets people name."""
    return Server(host, port, Security(security), allowed=settings.MADANG.private_networks)


def session_of(mailbox: Mailbox) -> Session:
    """A session in the mailbox.

    Raises CannotUnseal, ConsentNeeded, CannotReach and ImapFailure with their kinds.
    """
    server = server_of(host=mailbox.host, port=mailbox.port, security=mailbox.security)
    if mailbox.way_in == WayIn.PASSWORD:
        return Session(server, Password(mailbox.user, opened(mailbox.secret)))
    return Session(server, Token(mailbox.user, fresh_token(mailbox)))
