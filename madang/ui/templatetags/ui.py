"""Template tags of the design system: `{% load ui %}`."""

from datetime import datetime
from typing import Any, Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from madang.ui import icons as drawn
from madang.ui import moments, people

register = template.Library()


class Ticket(Protocol):
    """What has a status and a priority that can be shown."""

    status: str
    priority: int

    def get_status_display(self) -> str: ...

    def get_priority_display(self) -> str: ...


STATUS_CHIPS = {
    "new": "info",
    "open": "info",
    "pending": "wait",
    "on_hold": "",
    "solved": "done",
    "closed": "",
}
HIGH, URGENT = 3, 4


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """`{% icon "inbox" %}`, `{% icon "mail" "small" %}`, `{% icon "mail" label=word %}`."""
    return drawn.icon(name, size=size, label=label)


@register.simple_tag
def face(person: people.Person | None, size: str = "") -> SafeString:
    """`{% face person %}`: the initial in a coloured circle."""
    return people.face(person, size=size)


@register.filter
def called(person: people.Person | None) -> str:
    """`{{ person|called }}`: 홍길동 님."""
    return people.called(person)


@register.simple_tag
def ago(moment: datetime | None) -> SafeString:
    """`{% ago ticket.last_message_at %}`: 25분 전."""
    return moments.ago(moment)


@register.simple_tag
def at(moment: datetime | None) -> SafeString:
    """`{% at message.created_at %}`: 오후 2:08."""
    return moments.at(moment)


@register.filter
def lasted(seconds: int) -> str:
    """`{{ seconds|lasted }}`: 3시간 20분."""
    return moments.lasted(seconds)


@register.filter
def filesize(size: int) -> str:
    """`{{ file.size|filesize }}`: 214 KB. Thousands of bytes, as file managers count them."""
    if size < 1000:
        return _("%(n)s B") % {"n": size}
    value, unit = size / 1000, "KB"
    for bigger in ("MB", "GB"):
        if value < 999.5:
            break
        value, unit = value / 1000, bigger
    shown = f"{value:.1f}" if value < 9.95 and unit != "KB" else f"{value:.0f}"
    return f"{shown} {unit}"


@register.simple_tag
def status_chip(ticket: Ticket) -> SafeString:
    """`{% status_chip ticket %}`: the status in words on its ground."""
    return format_html(
        '<span class="chip {}">{}</span>', STATUS_CHIPS.get(ticket.status, ""), ticket.get_status_display()
    )


@register.simple_tag
def status_lamp(status: str) -> SafeString:
    """`{% status_lamp ticket.status %}`: the dot that stands beside the status's word."""
    return format_html('<span class="lamp {}" aria-hidden="true"></span>', status)


@register.simple_tag
def priority_chip(ticket: Ticket) -> SafeString:
    """`{% priority_chip ticket %}`: shown only when it is not the usual one."""
    if ticket.priority < HIGH:
        return SafeString("")
    kind = "hot" if ticket.priority >= URGENT else "wait"
    return format_html('<span class="chip {}">{}</span>', kind, ticket.get_priority_display())


@register.filter
def may(person: Any, permission: str) -> bool:
    """`{% if user|may:"reply" %}`: whether the person's role holds the permission."""
    asked = getattr(person, "may", None)
    return bool(asked and asked(permission))
