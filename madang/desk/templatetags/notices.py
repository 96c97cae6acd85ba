"""How much somebody was told and has not read, for the rail of every page."""

from dataclasses import dataclass

from django import template

from madang.accounts.models import User
from madang.desk.notices import number_in_words
from madang.notifications.listing import unread_ids

register = template.Library()


@dataclass(frozen=True, slots=True)
class Unread:
    """The number as it is shown, empty for none, and the id of the newest one."""

    number: str = ""
    newest: int = 0


@register.simple_tag
def unread_notices(person: User) -> Unread:
    """`{% unread_notices user as unread %}`. One query."""
    found = unread_ids(person) if person.is_authenticated else []
    return Unread(number_in_words(len(found)), found[0] if found else 0)
