"""Tags are merged: tickets get the other one, so many at a time."""

from madang.accounts.models import User
from madang.lib.jobs import job
from madang.tickets.actions import merge_tags
from madang.tickets.models import Tag

AT_ONCE = 500
"""Tickets in one transaction: other writers wait no longer than that."""


def merge(tag: Tag, *, into: Tag, by: User) -> bool:
    """Merge a tag into another; whether all tickets have it already: else a job goes on.

    Raises as `merge_tags` does.
    """
    if merge_tags(tag, into=into, by=by, most=AT_ONCE):
        return True
    go_on_merging.enqueue(tag.pk, by.pk)
    return False


@job(retries=5, lock="tag:{tag_id}")
def go_on_merging(tag_id: int, by_id: int) -> None:
    """Go on with a merge that was begun, until no ticket has the old tag."""
    tag = Tag.objects.select_related("merged_into").filter(pk=tag_id).first()
    if tag is None or tag.merged_into is None:
        return
    by = User.objects.filter(pk=by_id).first()
    while not merge_tags(tag, into=tag.merged_into, by=by, most=AT_ONCE):
        pass
