"""Pages take their colours from the tokens, and hold nothing that the content security policy would stop."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import files, text

TOKENS = Path("madang/ui/static/ui/tokens.css")
LOOKS_WITHOUT_TOKENS = {
    "madang/ui/static/ui/favicon.svg": "a picture of its own: no stylesheet reaches a browser's tab",
}
"""Path → why colours are written there: mail programs know no custom properties, for one."""

COLOUR = re.compile(
    r"(?<![\w&/])#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b(?!-)"
    r"|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\("
    r"|(?:color|background|border(?:-\w+)*|fill|stroke|outline)\s*:[^;{}]*\b(?:white|black|red|green|blue|gr[ae]y)\b"
)
ELSEWHERE = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["'(]?\s*(?:https?:)?//(?!\{)""", re.IGNORECASE)
HANDLER = re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["']""", re.IGNORECASE)
INLINE_STYLE = re.compile(r"""<[^>]*\sstyle\s*=\s*["']|<style\b""", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=.application/(?:ld\+)?json)", re.IGNORECASE)


def is_mail(path: Path) -> bool:
    """Whether a template becomes a mail rather than a page."""
    return path.parts[1] in {"delivery", "notifications"} or "mail" in path.parts


LOOKED_AT = [
    path
    for path in files(".css", ".js", ".html", ".svg")
    if path.parts[0] == "madang" and "icons" not in path.parts
]
PAGES = [path for path in LOOKED_AT if path.suffix == ".html" and not is_mail(path)]


def test_colours_are_named_in_the_tokens_alone() -> None:
    coloured = {
        str(path): found.group(0)
        for path in LOOKED_AT
        if path != TOKENS and not is_mail(path) and (found := COLOUR.search(text(path)))
    }
    assert {path: colour for path, colour in coloured.items() if path not in LOOKS_WITHOUT_TOKENS} == {}
    assert set(LOOKS_WITHOUT_TOKENS) <= set(coloured), "these have no colours any more: remove their reasons"


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(HANDLER, id="handlers in attributes"),
        pytest.param(INLINE_STYLE, id="styles in the page"),
        pytest.param(INLINE_SCRIPT, id="scripts in the page"),
        pytest.param(ELSEWHERE, id="things from other servers"),
    ],
)
def test_pages_hold_nothing_that_the_content_security_policy_stops(forbidden: re.Pattern[str]) -> None:
    held = [f"{path}: {found.group(0)}" for path in PAGES if (found := forbidden.search(_uncommented(path)))]
    assert not held


def _uncommented(path: Path) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text(path), flags=re.DOTALL)
