"""What the editor of a view offers, and what the conditions written in it find."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.lib.conditions import Registry, Wrong
from madang.tickets.filters import (
    ATTRIBUTES,
    ME,
    Asker,
    count,
    described,
    impossible,
    in_one_line,
    page_of,
    read,
    wrong_in_words,
)
from madang.tickets.filters.described import OPERATORS
from madang.tickets.models import Status

from .rows import Row, rows_at

FIRST = 8
"""Tickets shown beside the conditions."""

UNSOLVED = {
    "attribute": "status",
    "operator": "is",
    "value": [Status.NEW.value, Status.OPEN.value, Status.PENDING.value, Status.ON_HOLD.value],
}

FIRST_CONDITIONS = {"version": 1, "all": [UNSOLVED]}
"""What a new view begins with: the tickets that are open."""


def drawer() -> tuple[str, dict[str, Any]]:
    """The name and conditions that "my drawer" begins with: what is assigned to whoever looks, in all brands.

    Which brands stay is then chosen in the editor.
    """
    brands = list(Brand.objects.order_by("name", "pk").values_list("pk", flat=True))
    mine = {"attribute": "assignee", "operator": "is", "value": [ME]}
    chosen = {"attribute": "brand", "operator": "is", "value": brands}
    return _("My drawer"), {"version": 1, "all": [mine, chosen, UNSOLVED]}


@dataclass(frozen=True, slots=True)
class Found:
    """What conditions find. `wrong` when they can't be read, `never` when no ticket can meet them."""

    count: str = ""
    conditions: str = ""
    rows: Sequence[Row] = ()
    gone: Sequence[str] = ()
    never: Sequence[str] = ()
    wrong: str = ""


def found_by(given: Any, person: User, *, order: str) -> Found:
    """What the conditions find for `person`, as far as they are written."""
    try:
        tree = read(given)
    except Wrong as wrong:
        return Found(wrong=wrong_in_words(wrong))
    asker = Asker.of(person)
    words = described(tree)
    never = impossible(tree, by=asker)
    if never:
        return Found(count="0", conditions=in_one_line(words), gone=words.gone, never=never)
    return Found(
        count=str(count(tree, by=asker)),
        conditions=in_one_line(words),
        rows=rows_at(page_of(tree, by=asker, order=order, size=FIRST).places),
        gone=words.gone,
    )


def all_attributes(person: User, known: "Registry[Any]" = ATTRIBUTES) -> list[dict[str, Any]]:
    """Every attribute with its operators and choices, for the editor's script. One query for each table."""
    asker = Asker.of(person)
    return [
        {
            "name": one.name,
            "label": str(one.label),
            "heading": str(one.heading),
            "operators": [
                {"name": name, "label": str(OPERATORS[name]), "kind": reader.kind}
                for name, reader in one.operators.items()
            ],
            "choices": None
            if one.choices is None
            else [[choice.value, choice.label] for choice in one.choices(asker)],
        }
        for one in known
    ]
