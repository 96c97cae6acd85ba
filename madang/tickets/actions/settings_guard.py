"""What is the same for all that administrators set about tickets: statuses, fields, forms, tags."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from django.db import models

from madang.accounts.models import User
from madang.accounts.roles import Permission

from ..errors import NoName, NotAllowed

LONGEST_NAME = 100

M = TypeVar("M", bound=models.Model)


def guard_manages(by: User | None) -> None:
    """Raise NotAllowed unless `by` manages the desk; the desk itself (None) may do all."""
    if by is not None and not by.may(Permission.MANAGE_DESK):
        raise NotAllowed


def in_one_line(words: Mapping[str, str], *, longest: int = LONGEST_NAME) -> dict[str, str]:
    """Words by language as they are kept: in one line, languages without words left out."""
    written = {language: " ".join(text.split())[:longest] for language, text in words.items()}
    return {language: text for language, text in sorted(written.items()) if text}


def named(names: Mapping[str, str]) -> dict[str, str]:
    """Names as they are kept. Raises NoName when there is none in any language."""
    written = in_one_line(names)
    if not written:
        raise NoName
    return written


def key_from(names: Mapping[str, str], *, fallback: str, taken: Collection[str]) -> str:
    """A name for programs: from the English name where that has letters, with a number when it is taken."""
    plain = unicodedata.normalize("NFKD", names.get("en", "")).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50] or fallback
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def in_order(every: Sequence[M], ids: Iterable[int]) -> list[M]:
    """All of them, those named first in the order named; ids that are not among them count for nothing."""
    by_id = {one.pk: one for one in every}
    first = [by_id.pop(pk) for pk in dict.fromkeys(ids) if pk in by_id]
    return [*first, *by_id.values()]
