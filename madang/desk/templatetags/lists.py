"""`{% load lists %}`: the rows of a list."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from madang.desk.lists import TicketList
from madang.desk.rows import Row, Rows
from madang.desk.shown import USUAL_FACTS
from madang.ui import moments

register = template.Library()

REMEMBERED = 2000
"""Rows kept as they were last drawn, about 2 KB each: a page shows 40, and most stay as they are."""


@register.simple_tag
def list_rows(rows: Rows, shown_in: TicketList, current: int | str = "") -> SafeString:
    """`{% list_rows rows list current %}`: the tickets under the headings of their groups; `current` is the
    number of the one that is open."""
    language, facts = get_language() or "", (shown_in.view.facts if shown_in.view else ()) or USUAL_FACTS
    parts: list[SafeString] = []
    group = ""
    for row in rows.tickets:
        if row.group and row.group != group:
            parts.append(format_html('<h2 class="row-group">{}</h2>', row.group))
        group = row.group
        drawn = _drawn(
            row,
            slug=shown_in.slug,
            team=shown_in.team,
            facts=facts,
            is_current=row.number == current,
            ago=moments.ago(row.moment),
            comes_back=moments.at(row.comes_back),
            waits_since=moments.ago(row.waits_since),
            waits_aside_since=moments.ago(row.waits_aside_since),
            language=language,
        )
        parts.append(drawn)
    return SafeString("".join(parts))


@lru_cache(maxsize=REMEMBERED)
def _drawn(
    row: Row,
    *,
    slug: str,
    team: int | None,
    facts: tuple[str, ...],
    is_current: bool,
    ago: SafeString,
    comes_back: SafeString,
    waits_since: SafeString,
    waits_aside_since: SafeString,
    language: str,
) -> SafeString:
    """The row's HTML. It is made of nothing but these values, so equal ones need not be drawn again."""
    context = {"row": row, "slug": slug, "team": team, "is_current": is_current, "ago": ago, "facts": facts}
    context |= {"comes_back": comes_back, "waits_since": waits_since}
    context |= {"waits_aside_since": waits_aside_since}
    return render_to_string("desk/list/row.html", context)
