"""Reading mailboxes by IMAP (RFC 3501, 9051): connections, folders by UID, waiting for news. No Django."""

from .connecting import Security, Server, dial
from .errors import (
    CertificateRefused,
    ConnectionLost,
    FolderMissing,
    ImapFailure,
    NotAnImapServer,
    SignInRefused,
    UnencryptedRefused,
)
from .folders import Fetched, Folder, Sized
from .session import Password, Session, Token

__all__ = [
    "CertificateRefused",
    "ConnectionLost",
    "Fetched",
    "Folder",
    "FolderMissing",
    "ImapFailure",
    "NotAnImapServer",
    "Password",
    "Security",
    "Server",
    "Session",
    "SignInRefused",
    "Sized",
    "Token",
    "UnencryptedRefused",
    "dial",
]
