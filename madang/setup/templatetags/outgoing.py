"""`{% load outgoing %}`: for every page that says where mail goes."""

from django import template

from madang.setup import outgoing

register = template.Library()


@register.simple_tag
def mail_is_kept() -> bool:
    """`{% mail_is_kept as kept %}`: whether mail stays here because no outgoing server is set."""
    return outgoing.mail_is_kept()
