"""Words that a desk gives in several languages: the names of its own statuses, fields and forms."""

from collections.abc import Mapping

from django.utils.translation import get_language

Words = Mapping[str, str]
"""Language code → words; a language without words is left out."""


def in_language(words: Words, language: str | None = None) -> str:
    """The words in a language, the current one when none is named; else in whichever has some, else empty."""
    wanted = (language or get_language() or "")[:2]
    return words.get(wanted) or next(iter(words.values()), "")
