"""How people are shown: a name as is usual in the language, and an initial in a coloured circle."""

import re
from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

FACES = 6
_SAID_BEHIND = re.compile(r"\s+\([^()]*\)\Z")
_COMPANY_MARKS = "㈜(주)㈔(사) 　"


class Person(Protocol):
    """What has a name and a key, wherever it is kept."""

    pk: int

    @property
    def shown_name(self) -> str: ...

    @property
    def is_agent(self) -> bool: ...


def called(person: Person | None) -> str:
    """The name as somebody is spoken of: 홍길동 님, Gildong Hong. Nobody is the desk itself."""
    if person is None:
        return _("Madang")
    name = person.shown_name.strip()
    if not name:
        return _("Somebody without a name")
    # Translators: in Korean "%(name)s 님".
    return pgettext("a person spoken of", "%(name)s") % {"name": name}


def initial(person: Person) -> str:
    """One letter that stands for a person: colleagues by their given name, customers by their family name."""
    whole = person.shown_name.strip()
    name = _SAID_BEHIND.sub("", whole).lstrip(_COMPANY_MARKS) or whole
    letters = [letter for letter in name if letter.isalnum()]
    if not letters:
        return "·"
    full_korean_name = 3 <= len(name) <= 4 and all(_is_hangul(letter) for letter in name)
    two_syllables = len(name) == 2 and all(_is_hangul(letter) for letter in name)
    if person.is_agent and (full_korean_name or two_syllables):
        return letters[1]
    return letters[0].upper()


def face(person: Person | None, *, size: str = "") -> SafeString:
    """The initial in a circle. `size` is "", "small" or "large". The name stands beside it, so it is hidden
    from screen readers."""
    key = person.pk if person is not None else 0
    letter = initial(person) if person is not None else "M"
    classes = f"face face-{key % FACES} {size}".strip()
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, letter)


def _is_hangul(letter: str) -> bool:
    return "가" <= letter <= "힣"
