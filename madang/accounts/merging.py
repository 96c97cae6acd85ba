"""Which customers are one: somebody who was merged, and the one as whom they go on."""

from datetime import timedelta

from .models import User

LONGEST_CHAIN = 50
"""Merges followed one after another; nobody merges that often."""

UNDONE_WITHIN = timedelta(days=1)
"""How long a merge of two customers can be undone."""


def goes_on_as(person: User) -> User:
    """The customer as whom somebody goes on: themselves unless they were merged."""
    for _ in range(LONGEST_CHAIN):
        if person.merged_into is None:
            return person
        person = person.merged_into
    raise RuntimeError(f"customer {person.pk} was merged in a circle")
