"""Messages that a mailbox has and the desk could not store."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from madang.lib.imap import Sized

from ..mailbox import Mailbox, MissedMail
from .envelopes import Envelope

PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
MOST_AT_ONCE = 20


def miss(mailbox: Mailbox, sized: Sized, head: bytes, reason: str, *, again: bool) -> MissedMail:
    """A row, not saved yet, for a message that was not stored; `again` says whether it is tried by itself."""
    envelope, now = Envelope(head), timezone.now()
    return MissedMail(
        mailbox=mailbox,
        uidvalidity=mailbox.uidvalidity or 0,
        uid=sized.uid,
        size=sized.size,
        sender=envelope.sender[:320],
        subject=envelope.subject[:200],
        reason=reason,
        first_at=now,
        next_at=now + PAUSES[0] if again else None,
    )


def missed_again(rows: Sequence[MissedMail]) -> None:
    """Write the rows down; one that was there already waits longer until its next try."""
    for row in rows:
        place = {"mailbox": row.mailbox, "uidvalidity": row.uidvalidity, "uid": row.uid}
        known = MissedMail.objects.filter(**place).first()
        if known is None:
            row.save(force_insert=True)
            continue
        pause = PAUSES[known.attempts] if known.attempts < len(PAUSES) else None
        known.attempts += 1
        known.reason = row.reason
        known.next_at = timezone.now() + pause if pause and row.next_at else None
        known.save(update_fields=["attempts", "reason", "next_at"])


def to_try_again(mailbox: Mailbox) -> list[MissedMail]:
    """Those whose time has come."""
    due = mailbox.missed.filter(uidvalidity=mailbox.uidvalidity or 0, next_at__lte=timezone.now())
    return list(due.order_by("next_at")[:MOST_AT_ONCE])
