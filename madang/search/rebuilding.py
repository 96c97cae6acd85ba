"""Build the whole index again, from the newest to the oldest, in small transactions beside the desk's
work."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from madang.accounts.models import User
from madang.lib.text.tokens import VERSION
from madang.tickets.models import Message

from .index import index_messages, index_people
from .models import Rebuild
from .storage import storage

AT_ONCE = 500
"""Documents a transaction: about a tenth of a second in which nobody else writes on SQLite."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One step: `indexed` documents of kind `what`; at most `left` are left of it."""

    what: str
    indexed: int
    left: int


def is_current() -> bool:
    """Whether the index holds what this version would put into it; a fresh desk's does from the start."""
    last = Rebuild.objects.order_by("-pk").first()
    return VERSION == 1 if last is None else last.version == VERSION and last.finished_at is not None


def under_way() -> Rebuild | None:
    """The rebuild that was begun under this version and isn't finished."""
    last = Rebuild.objects.order_by("-pk").first()
    return last if last is not None and last.finished_at is None and last.version == VERSION else None


def begin() -> Rebuild:
    """Empty the index and begin to fill it; what is new meanwhile is indexed as always."""
    with transaction.atomic():
        storage().clear()
        return Rebuild.objects.create(
            version=VERSION,
            messages_below=_beyond(Message.objects.aggregate(newest=Max("pk"))["newest"]),
            people_below=_beyond(User.objects.aggregate(newest=Max("pk"))["newest"]),
            started_at=timezone.now(),
        )


def step(rebuild: Rebuild) -> Progress | None:
    """Index the next documents and write down how far it is, in one transaction; None when all is done."""
    if rebuild.messages_below:
        return _messages(rebuild, rebuild.messages_below)
    if rebuild.people_below:
        return _people(rebuild, rebuild.people_below)
    if rebuild.finished_at is None:
        rebuild.finished_at = timezone.now()
        rebuild.save(update_fields=["finished_at"])
    return None


def _messages(rebuild: Rebuild, below: int) -> Progress:
    with transaction.atomic():
        ids = list(
            Message.objects.filter(pk__lt=below).order_by("-pk").values_list("pk", flat=True)[:AT_ONCE]
        )
        index_messages(ids[::-1])
        rebuild.messages_below = ids[-1] if ids else 0
        rebuild.save(update_fields=["messages_below"])
    return Progress("messages", len(ids), rebuild.messages_below)


def _people(rebuild: Rebuild, below: int) -> Progress:
    with transaction.atomic():
        ids = list(User.objects.filter(pk__lt=below).order_by("-pk").values_list("pk", flat=True)[:AT_ONCE])
        index_people(ids[::-1])
        rebuild.people_below = ids[-1] if ids else 0
        rebuild.save(update_fields=["people_below"])
    return Progress("people", len(ids), rebuild.people_below)


def _beyond(newest: int | None) -> int:
    return (newest or 0) + 1
