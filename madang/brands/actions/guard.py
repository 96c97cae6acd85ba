import re
from typing import Protocol, cast

from django.db import models

from ..errors import NotAColour, NotAllowed

MANAGE_DESK = "manage_desk"


class _HasRights(Protocol):
    def may(self, permission: str) -> bool: ...


def guard(by: models.Model | None) -> None:
    """Raise NotAllowed unless `by` manages the desk; the desk itself (None) may do all.

    People live a layer above brands, so a person is asked by what every person can answer.
    """
    if by is not None and not cast(_HasRights, by).may(MANAGE_DESK):
        raise NotAllowed


def in_one_line(given: str) -> str:
    """A name as it is kept: trimmed, without line breaks."""
    return " ".join(given.split())[:200]


def colour(given: str) -> str:
    """A colour as it is kept: #rrggbb in lower case, or empty. Raises NotAColour."""
    written = given.strip().lower()
    if written and not re.fullmatch(r"#[0-9a-f]{6}", written):
        raise NotAColour(given)
    return written
