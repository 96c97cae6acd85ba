"""Texts that people write with gaps: `{{ name }}`, and in Korean `{{ name|은는 }}` with the right particle.

    >>> fill("{{ brand|이가 }} 답했어요", brand="등불 스토어")
    '등불 스토어가 답했어요'

There is nothing else: no conditions, no calls, nothing that could reach beyond the values given.
"""

import re
from collections.abc import Iterable

from .particles import PAIRS, particle

_GAP = re.compile(r"\{\{\s*(\w{1,40})\s*(?:\|\s*([가-힣/()]{1,8})\s*)?\}\}")
_ODD = re.compile(r"\{\{[^{}]{0,60}\}?\}?|\{%[^{}]{0,60}%?\}?")


class CannotFill(ValueError):
    """There is a gap that nothing can fill; `gap` is as it was written."""

    def __init__(self, gap: str) -> None:
        super().__init__(gap)
        self.gap = gap


def fill(template: str, /, **values: object) -> str:
    """The text with its gaps filled; a gap that nothing fills stays empty."""

    def filled(gap: re.Match[str]) -> str:
        value = str(values.get(gap[1], ""))
        if gap[2] is None or not value:
            return value
        try:
            return value + particle(value, gap[2])
        except ValueError:
            return value

    return _GAP.sub(filled, template)


def check(template: str, *, names: Iterable[str]) -> None:
    """Raise CannotFill for the first gap that is not one of `names`, or asks for no pair of particles."""
    known = set(names)
    for gap in _GAP.finditer(template):
        if gap[1] not in known:
            raise CannotFill(gap[0])
        if gap[2] is not None:
            try:
                particle("가", gap[2])
            except ValueError:
                raise CannotFill(gap[0]) from None
    odd = _ODD.search(_GAP.sub("", template))
    if odd is not None:
        raise CannotFill(odd[0])


__all__ = ["PAIRS", "CannotFill", "check", "fill"]
