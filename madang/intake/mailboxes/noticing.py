"""Say what happened to a mailbox, once for each kind until somebody has seen it."""

from django.utils import timezone

from ..mailbox import Mailbox, MailboxNotice, NoticeKind


def notice(mailbox: Mailbox, kind: NoticeKind, *, count: int, words: str = "") -> None:
    """Add to the open notice of this kind, or make one. `count` is of messages, `words` the server's own."""
    now = timezone.now()
    found, made = MailboxNotice.objects.get_or_create(
        mailbox=mailbox,
        kind=kind,
        defaults={"count": count, "words": words[:2000], "first_at": now, "last_at": now},
    )
    if not made:
        found.count += count
        found.words = words[:2000] or found.words
        found.last_at = now
        found.save(update_fields=["count", "words", "last_at"])
