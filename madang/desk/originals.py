"""Where a message came from: what is known of its sender, and whether its original is still kept."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from madang.accounts.requesters import normal_email
from madang.intake.authentication import Authentication, Result, Sign, restored
from madang.intake.models import RawMessage
from madang.tickets.models import Message, SideMessage

Mail = TypeVar("Mail", Message, SideMessage)


@dataclass(frozen=True, slots=True)
class Origin:
    """What is shown of a mail's origin.

    `unproven` is the address of a colleague that the sender used without showing that it is theirs.
    `original` says that the mail as it came in is still kept.
    """

    authentication: Authentication
    original: bool
    unproven: str = ""

    @property
    def failed(self) -> bool:
        """Whether the domain does not stand by the mail."""
        return self.authentication.sign == Sign.FAILED

    @property
    def verified(self) -> bool:
        """Whether the domain vouches for the mail."""
        return self.authentication.sign == Sign.VERIFIED

    @property
    def checks(self) -> str:
        """The results of the checks in one line, empty when there are none."""
        found = self.authentication
        named = (("SPF", found.spf), ("DKIM", found.dkim), ("DMARC", found.dmarc))
        line = " · ".join(f"{name} {_word(result)}" for name, result in named if result)
        if line and found.by:
            line = _("%(line)s, by %(server)s") % {"line": line, "server": found.by}
        return line


def with_origins(messages: "QuerySet[Message]") -> "QuerySet[Message]":
    """The messages, with what `origin_of` needs; in the same query."""
    return _with(messages, RawMessage.objects.filter(message=OuterRef("pk")))


def with_origins_aside(messages: "QuerySet[SideMessage]") -> "QuerySet[SideMessage]":
    """The same of messages of side conversations."""
    return _with(messages, RawMessage.objects.filter(side_message=OuterRef("pk")))


def _with(messages: "QuerySet[Mail]", raws: "QuerySet[RawMessage]") -> "QuerySet[Mail]":
    originals = raws.order_by("pk")
    return messages.annotate(
        sender_checked=Subquery(originals.values("authentication")[:1]),
        original_kept=Subquery(originals.filter(removed_at=None).values("pk")[:1]),
    )


def origin_of(message: Message | SideMessage, *, colleagues: Collection[str] = ()) -> Origin | None:
    """The origin of a message that came by mail, None for any other.

    Of a message of a side conversation `colleagues` are the addresses of agents among its possible senders.
    """
    if not message.incoming or not (message.key or "").startswith("raw:"):
        return None
    author, email = message.author, normal_email(message.from_email)
    is_unproven = email in colleagues if author is None else not author.email
    return Origin(
        authentication=restored(getattr(message, "sender_checked", None)),
        original=getattr(message, "original_kept", None) is not None,
        unproven=email if is_unproven else "",
    )


def _word(result: Result) -> str:
    words = {
        Result.PASSED: _("passed"),
        Result.FAILED: _("failed"),
        Result.SOFTFAIL: _("doubtful"),
        Result.NEUTRAL: _("neutral"),
        Result.NONE: _("none"),
        Result.TEMPERROR: _("not known"),
        Result.PERMERROR: _("unreadable"),
    }
    return words.get(result, "")
