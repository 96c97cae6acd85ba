"""Sentences in templates are said in the reader's language, as Django's own tag says them."""

import pytest
from django.template import Context, Template
from django.utils import translation

SAME_WORDS = [
    "{% translate 'Sign out' %}",
    '{% translate "Sign out" as words %}[{{ words }}]',
    "{% translate 'Online' context 'somebody' %}",
    "{% translate 'Nobody translated <this> & 100%' %}",
    "{% translate words %}",
    "{% translate 'Sign out'|upper %}",
    "{% trans 'Sign out' %}",
]


@pytest.mark.parametrize("source", SAME_WORDS)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_sentence_is_said_as_django_says_it(source: str, language: str) -> None:
    ours = Template(source)
    theirs = Template("{% load i18n %}" + source)
    for code in ("en", "ko", language):  # whatever was said before
        with translation.override(code):
            given = {"words": "Sign out"}
            assert ours.render(Context(given)) == theirs.render(Context(given))


def test_a_page_changes_its_language_with_its_reader() -> None:
    page = Template("{% translate 'Sign out' %}")
    with translation.override("ko"):
        assert page.render(Context()) == "로그아웃"
    with translation.override("en"):
        assert page.render(Context()) == "Sign out"
