"""Tags themselves: named anew, and merged into others."""

from django.db.models import F

from madang.accounts.models import User
from madang.history.kinds import Nothing
from madang.history.recording import action, record

from ..errors import CannotMergeTags, TagExists, TagNeedsName
from ..models import Tag, Ticket
from ..settings_events import TAG_MERGED, TAG_RENAMED, OfTag
from ..tags import as_kept
from .settings_guard import guard_manages


@action
def rename_tag(tag: Tag, *, to: str, by: User | None) -> None:
    """Give a tag another name, on all tickets that have it.

    Raises NotAllowed, TagNeedsName, and TagExists when another tag has the name: the two can be merged.
    """
    guard_manages(by)
    name = as_kept(to)
    if not name:
        raise TagNeedsName
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    if tag.name == name:
        return
    if Tag.objects.filter(name=name).exists():
        raise TagExists(name)
    tag.name = name
    tag.save(update_fields=["name"])
    record(tag, TAG_RENAMED, by=by, data=Nothing())


@action
def merge_tags(tag: Tag, *, into: Tag, by: User | None, most: int) -> bool:
    """Let tickets have the tag `into` in place of `tag`, `most` of them in one go; whether all have it.

    From the first call on, whoever puts the old name on a ticket puts the other. Raises NotAllowed, and
    CannotMergeTags for the same tag, or one that was merged into another.
    """
    guard_manages(by)
    # In the order of their ids: two merges never wait for each other.
    both = {
        one.pk: one for one in Tag.objects.select_for_update().filter(pk__in={tag.pk, into.pk}).order_by("pk")
    }
    tag, into = both[tag.pk], both[into.pk]
    if tag.pk == into.pk or into.merged_into_id is not None:
        raise CannotMergeTags(into.name)
    if tag.merged_into_id != into.pk:
        tag.merged_into = into
        tag.save(update_fields=["merged_into"])
        Tag.objects.filter(merged_into=tag).update(merged_into=into)
        record(tag, TAG_MERGED, by=by, data=OfTag(into=into.pk))

    put_on = Ticket.tags.through
    rows = list(put_on.objects.filter(tag=tag).order_by("pk").values_list("pk", "ticket_id")[:most])
    has_both = set(
        put_on.objects.filter(tag=into, ticket__in=[ticket for _, ticket in rows]).values_list(
            "ticket_id", flat=True
        )
    )
    moved = [pk for pk, ticket in rows if ticket not in has_both]
    put_on.objects.filter(pk__in=moved).update(tag=into)
    put_on.objects.filter(pk__in=[pk for pk, _ in rows]).filter(tag=tag).delete()
    Tag.objects.filter(pk=into.pk).update(uses=F("uses") + len(moved))
    if len(rows) == most:
        return False
    Tag.objects.filter(pk=tag.pk).update(uses=0)
    return True
