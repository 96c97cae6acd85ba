"""What the raw store keeps of customers' words, and how it lets go of them (`tickets.holders`)."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from madang.tickets.holders import BlackedOut, Holder
from madang.tickets.models import Message, SideMessage

from .models import RawMessage
from .store import forget_content

REASON = gettext_noop("Removed, because a part of this message was blacked out for good.")


def _redact(gone: BlackedOut) -> None:
    """The original of a message of which something was blacked out goes: kept, it would still say it."""
    for raw in _originals(Q(message__in=gone.messages) | Q(side_message__in=gone.sides)):
        forget_content(raw)
        raw.removed_at, raw.error = raw.removed_at or timezone.now(), REASON
        raw.save(update_fields=["content", "path", "removed_at", "error"])


def _erase(tickets: Sequence[int]) -> None:
    # By `IN` each, so that both databases go through an index for every part.
    of_messages = Q(message__in=Message.objects.filter(ticket__in=tickets))
    of_sides = Q(side_message__in=SideMessage.objects.filter(side__ticket__in=tickets))
    for raw in _originals(of_messages | of_sides):
        forget_content(raw)
        raw.mail_from = raw.rcpt_to = raw.error = ""
        raw.handed_over = raw.authentication = raw.hold = None
        raw.removed_at = raw.removed_at or timezone.now()
        raw.save()


def _originals(which: Q) -> QuerySet[RawMessage]:
    return RawMessage.objects.filter(which).order_by("pk")


ORIGINALS = Holder(
    columns={"intake.RawMessage": ("content", "path", "error", "handed_over", "authentication", "hold")},
    erase=_erase,
    redact=_redact,
)
