"""What keeps a mailbox from being fetched: told apart, and told to a person with what to do about it."""

from django.utils.translation import gettext as _

from madang.lib.imap import (
    CertificateRefused,
    ConnectionLost,
    FolderMissing,
    ImapFailure,
    NotAnImapServer,
    SignInRefused,
    UnencryptedRefused,
)
from madang.lib.reaching import CannotReach, NameUnknown, NoAnswer, NobodyListens, PrivateAddress
from madang.lib.sealing import CannotUnseal

from ..mailbox import Mailbox, MailboxNotice, NoticeKind, Trouble
from .oauth import ConsentNeeded, ProviderSilent

FAILURES = (CannotReach, ImapFailure, CannotUnseal, ConsentNeeded, ProviderSilent)
"""All that opening and reading a mailbox raises when it doesn't work."""

_KINDS: tuple[tuple[type[Exception], Trouble], ...] = (
    (NameUnknown, Trouble.NAME),
    (PrivateAddress, Trouble.PRIVATE),
    (NobodyListens, Trouble.REFUSED),
    (NoAnswer, Trouble.SILENT),
    (CertificateRefused, Trouble.CERTIFICATE),
    (UnencryptedRefused, Trouble.UNENCRYPTED),
    (NotAnImapServer, Trouble.PROTOCOL),
    (SignInRefused, Trouble.SIGN_IN),
    (ConsentNeeded, Trouble.CONSENT),
    (ProviderSilent, Trouble.SILENT),
    (CannotUnseal, Trouble.SEALED),
    (FolderMissing, Trouble.FOLDER),
    (ConnectionLost, Trouble.LOST),
)

FOR_A_PERSON = {Trouble.SIGN_IN, Trouble.CONSENT, Trouble.SEALED}
"""Troubles that no waiting mends."""

PASSING = {Trouble.LOST, Trouble.SILENT, Trouble.REFUSED, Trouble.SERVER, Trouble.NAME}
"""Troubles that often mend themselves: nobody is alarmed in their first minutes."""


def trouble_of(error: Exception) -> Trouble:
    """The kind of trouble that an error of FAILURES means."""
    return next((trouble for kind, trouble in _KINDS if isinstance(error, kind)), Trouble.SERVER)


def what_to_do(trouble: str, *, host: str, port: int, folder: str = "", user: str = "") -> str:
    """What happened and what to do about it, in the language under way; empty for no trouble."""
    words = {
        Trouble.NAME: _("The name %(host)s is not known. Check how it is written."),
        Trouble.PRIVATE: _(
            "%(host)s is in a private network, which this desk doesn't enter unless its operator allows it "
            "(MADANG_PRIVATE_NETWORKS)."
        ),
        Trouble.REFUSED: _(
            "%(host)s answers but takes no connections on port %(port)s. Check the port; some "
            "providers open it only after IMAP has been switched on."
        ),
        Trouble.SILENT: _(
            "%(host)s doesn't answer on port %(port)s. It may be away for a moment, or a firewall "
            "is in the way."
        ),
        Trouble.CERTIFICATE: _(
            "%(host)s shows a certificate that is not trusted for this name, so no password was sent. Use "
            "the name "
            "that is in the certificate, or have it renewed."
        ),
        Trouble.UNENCRYPTED: _("%(host)s doesn't offer encryption on port %(port)s. Try port 993 with TLS."),
        Trouble.PROTOCOL: _(
            "What answers at %(host)s:%(port)s doesn't speak IMAP this way. Try port 993 with TLS or 143 "
            "with "
            "STARTTLS."
        ),
        Trouble.SIGN_IN: _(
            "%(host)s doesn't let %(user)s in with this password. Check it, whether IMAP is switched on, and "
            "whether the provider wants an app password."
        ),
        Trouble.CONSENT: _(
            "The provider ended the permission to read this mailbox. Sign in again to renew it."
        ),
        Trouble.SEALED: _(
            "The password was kept with another secret.key than the one that is in MADANG_DATA "
            "now. Enter it again."
        ),
        Trouble.FOLDER: _(
            "There is no folder “%(folder)s” any more: it was renamed, moved or deleted. Rename it back, "
            "or choose "
            "another; the desk keeps looking."
        ),
        Trouble.LOST: _("The connection to %(host)s broke. The desk connects again by itself."),
        Trouble.SERVER: _("%(host)s refused what the desk asked. The desk tries again by itself."),
    }.get(Trouble(trouble) if trouble else Trouble.SERVER, "")
    return words % {"host": host, "port": port, "folder": folder, "user": user} if trouble else ""


def advice(mailbox: Mailbox) -> str:
    """What to do about a mailbox's trouble; empty when it has none."""
    return what_to_do(
        mailbox.trouble, host=mailbox.host, port=mailbox.port, folder=mailbox.folder, user=mailbox.user
    )


def told(notice: MailboxNotice) -> str:
    """A notice in words, with what to do."""
    if notice.kind == NoticeKind.RENUMBERED:
        return _(
            "The server renumbered the folder, as after a restore or a move. Everything since the "
            "beginning was compared again and nothing was doubled. There is nothing to do."
        )
    if notice.kind == NoticeKind.VANISHED:
        words = _(
            "%(n)s messages came into the folder and were gone before the desk could fetch them: a rule, "
            "another "
            "program or a colleague moved or deleted them. If they were for the desk, move them back into "
            "the "
            "folder; they are fetched then."
        )
        return words % {"n": notice.count}
    words = _(
        "%(n)s messages were taken, but the server did not let the desk mark or move them in the mailbox: "
        "%(words)s"
    )
    return words % {"n": notice.count, "words": notice.words or "—"}
