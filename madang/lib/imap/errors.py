"""What goes wrong with a mailbox; each class is something that a person can do something about."""


class ImapFailure(Exception):
    """The server did not do what was asked; `words` are its own, empty when it said nothing."""

    def __init__(self, words: str = "") -> None:
        super().__init__(words)
        self.words = words


class NotAnImapServer(ImapFailure):
    """Something listens, and it doesn't speak IMAP."""


class CertificateRefused(ImapFailure):
    """The server's certificate is not one that this machine trusts for its name."""


class UnencryptedRefused(ImapFailure):
    """Encryption was asked for and the server has none to offer (no STARTTLS)."""


class SignInRefused(ImapFailure):
    """The server does not let this person in."""


class FolderMissing(ImapFailure):
    """There is no folder of that name, or it can't be opened."""


class ConnectionLost(ImapFailure):
    """The connection broke or the server stopped answering; a new one may work."""
