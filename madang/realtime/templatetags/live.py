"""{% load live %}{% live %}: connects a page of the desk to its stream."""

from typing import Any

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def live(context: Context) -> SafeString:
    """What the page's head needs to hear what happens; static/realtime/live.js says what it hears."""
    request: Any = context["request"]
    position = getattr(request, "live_from", None)
    return format_html(
        '<meta name="madang-live" data-from="{}" data-person="{}" data-presence="{}">'
        '<script src="{}" type="module"></script>',
        "" if position is None else position,
        request.user.pk,
        "/desk/presence",
        static("realtime/live.js"),
    )
