from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from madang.accounts.models import User

from ..models import Notice
from ..telling import say


@transaction.atomic
def read_notices(
    person: User, *, only: Sequence[int] | None = None, of_ticket: int | None = None, up_to: int | None = None
) -> int:
    """Mark a person's notices as read: those of these ids, those of a ticket by its number, or all up to an
    id; what came since was not seen. Gives how many were unread. History does not tell of it.
    """
    found = Notice.objects.filter(person=person, read_at=None)
    if only is not None:
        found = found.filter(pk__in=only)
    if of_ticket is not None:
        found = found.filter(ticket__number=of_ticket)
    if up_to is not None:
        found = found.filter(pk__lte=up_to)
    number = found.update(read_at=timezone.now())
    if number:
        transaction.on_commit(lambda: say([person.pk]))
    return number


@transaction.atomic
def bring_back_notices(person: User, *, only: Sequence[int]) -> int:
    """Mark some of a person's notices as unread again; gives how many were read."""
    number = Notice.objects.filter(person=person, pk__in=only, read_at__isnull=False).update(read_at=None)
    if number:
        transaction.on_commit(lambda: say([person.pk]))
    return number
