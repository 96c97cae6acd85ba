"""Template tags about colleagues: `{% load at_work %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from madang.ui import people

from ..at_work import Said
from ..availability import Whereabouts, own_row, own_whereabouts
from ..models import User
from ..where_in_words import in_words

register = template.Library()


@register.simple_tag
def whereabouts(person: User) -> Whereabouts:
    """`{% whereabouts user as where %}`: of who is signed in."""
    return own_whereabouts(person)


@register.filter
def words(where: Whereabouts) -> str:
    """`{{ where|words }}`: 자리 비움 · 오후 3:20까지."""
    return in_words(where)


@register.simple_tag
def face_there(person: User, where: Whereabouts | None, size: str = "") -> SafeString:
    """`{% face_there agent where "small" %}`: the face with a dot that says whether they are there."""
    state = where.state if where is not None else Said.OFF
    face = people.face(person, size=size)
    return format_html(
        '<span class="there">{}<span class="lamp {}" aria-hidden="true"></span></span>', face, state
    )


@register.filter
def gives_signs(person: User) -> bool:
    """`{% if user|gives_signs %}`: whether the desk wants to know that the person is using it."""
    row = own_row(person)
    return row is None or row.away_after is not None or (row.by_itself and row.said != Said.ONLINE)
