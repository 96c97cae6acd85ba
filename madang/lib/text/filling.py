"""Texts that people write with gaps: `{{ name }}`, and in Korean `{{ name|은는 }}` with the right particle.

    >>> fill("{{ brand|이가 }} 답했어요", brand="등불 스토어")
    '등불 스토어가 답했어요'

Where a text may say what stands in an empty gap, that is written behind another stroke: `{{ name|고객 }}`,
with a particle `{{ name|고객|은는 }}`.

There is nothing else: no conditions, no calls, nothing that could reach beyond the values given.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape, unescape

from .particles import PAIRS, particle

_GAP = re.compile(r"\{\{\s*(\w{1,40})\s*(?:\|\s*([가-힣/()]{1,8})\s*)?\}\}")
_GAP_WITH_FALLBACK = re.compile(r"\{\{\s*(\w{1,40})\s*((?:\|[^{}|]{1,60}){0,2})\}\}")
_GAP_IN_HTML = re.compile(r"\{\{(?:[^{}<>]){1,200}\}\}")
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


def fill_html(template: str, /, **values: object) -> str:
    """HTML with its gaps filled, fallbacks and all; the values are texts and are escaped.

    A gap that nothing fills and that has no fallback stays empty; what is no gap stays as it is.
    """

    def filled(found: re.Match[str]) -> str:
        written = unescape(found[0]).replace("\xa0", " ")
        gap = _GAP_WITH_FALLBACK.fullmatch(written)
        return escape(_with_fallback(gap, values)) if gap is not None else found[0]

    return _GAP_IN_HTML.sub(filled, template)


def check_html(template: str, *, names: Iterable[str]) -> None:
    """Raise CannotFill for the first thing in the HTML that looks like a gap and can't be filled."""
    known = set(names)
    for found in _GAP_IN_HTML.finditer(template):
        written = unescape(found[0]).replace("\xa0", " ")
        gap = _GAP_WITH_FALLBACK.fullmatch(written)
        if gap is None or gap[1] not in known:
            raise CannotFill(written)
    odd = _ODD.search(_GAP_IN_HTML.sub("", template))
    if odd is not None:
        raise CannotFill(unescape(odd[0]))


def _with_fallback(gap: re.Match[str], values: Mapping[str, object]) -> str:
    value, pair = str(values.get(gap[1], "")), ""
    for said in (part.strip() for part in gap[2].split("|")):
        if _is_pair(said):
            pair = said
        elif said:
            value = value or said
    return value + particle(value, pair) if pair and value else value


def _is_pair(said: str) -> bool:
    try:
        return bool(particle("가", said) or True)
    except ValueError:
        return False


__all__ = ["PAIRS", "CannotFill", "check", "check_html", "fill", "fill_html"]
