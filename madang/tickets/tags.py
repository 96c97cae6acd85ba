"""Tags as they are offered: the most used first."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, QuerySet, Value, When

from .models import Tag, Ticket

MOST_OFFERED = 8


def tags_in_use() -> QuerySet[Tag]:
    """All tags but those that were merged into others."""
    return Tag.objects.filter(merged_into=None)


def tags_like(typed: str) -> QuerySet[Tag]:
    """The tags with what was typed in their name: those that begin with it first, then the most used."""
    wanted = as_kept(typed)
    begins = Case(
        When(name__istartswith=wanted, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return tags_in_use().filter(name__icontains=wanted).order_by(begins, "-uses", "name")


def offered_for(ticket: Ticket, typed: str) -> Sequence[Tag]:
    """What is offered while a tag is typed on a ticket; what it has already is left out. One query."""
    found = tags_like(typed) if as_kept(typed) else tags_in_use().order_by("-uses", "name")
    return list(found.exclude(tickets=ticket)[:MOST_OFFERED])


def as_kept(name: str) -> str:
    """A tag's name as it is kept: in lower case, with hyphens for spaces."""
    return "-".join(name.split()).lower()[:60]
