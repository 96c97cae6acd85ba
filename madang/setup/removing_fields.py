"""A field goes for good: what tickets have in it goes first, so many at a time."""

from madang.accounts.models import User
from madang.lib.jobs import job
from madang.tickets.actions import remove_field, retire_field
from madang.tickets.models import Field

AT_ONCE = 500
"""Values removed in one transaction: other writers wait no longer than that."""


def remove(field: Field, *, by: User) -> bool:
    """Remove a field with all that is in it; whether it is gone already: else a job goes on. Raises NotAllowed."""
    retire_field(field, by=by)
    if remove_field(field, by=by, most=AT_ONCE):
        return True
    empty_field.enqueue(field.pk, by.pk)
    return False


@job(retries=5, lock="field:{field_id}")
def empty_field(field_id: int, by_id: int) -> None:
    """Go on to remove what is in a field that goes; the last part takes it along."""
    field = Field.objects.filter(pk=field_id).first()
    if field is None:
        return
    by = User.objects.filter(pk=by_id).first()
    while not remove_field(field, by=by, most=AT_ONCE):
        pass
