"""What a trial of an outgoing server is told in."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.lib.reaching import CannotReach, NameUnknown, NobodyListens, PrivateAddress
from madang.lib.secret import desk_mark


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was tried, whether it went well, what the server said, and what to do if it did not."""

    what: str
    well: bool = True
    said: str = ""
    advice: str = ""


def test_mail(sender: str, recipient: str) -> bytes:
    """A mail that says that the outgoing server works."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, recipient
    mail["Subject"] = _("Test mail from Madang")
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = make_msgid(idstring="madang.test", domain=sender.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Madang-Desk"] = desk_mark()
    mail.set_content(_("The outgoing server works: this mail left by it."), cte="base64")
    return mail.as_bytes()


def why_unreachable(error: CannotReach) -> str:
    """What to do about a server that can't be connected to."""
    if isinstance(error, NameUnknown):
        return _("No server has this name. Look for a typing mistake.")
    if isinstance(error, PrivateAddress):
        return _("The name points into a private network. MADANG_PRIVATE_NETWORKS says which may be reached.")
    if isinstance(error, NobodyListens):
        return _("The machine answers, but takes no mail on this port. The usual ports are 465 and 587.")
    return _(
        "Nothing came back. A firewall may be in the way, or the port is another one: 465 and 587 are usual."
    )
