"""Every picture that the documents show is there, and none lies there unseen."""

import re
from pathlib import Path

from tests.services.desk import ROOT

SHOWN = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<file>[^)]+)\)")


def pages() -> list[Path]:
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_picture_is_there_and_says_in_words_what_it_shows() -> None:
    shown = {
        (page.parent / found["file"]).resolve(): found["words"]
        for page in pages()
        for found in SHOWN.finditer(page.read_text(encoding="utf-8"))
    }
    assert set(shown) == set((ROOT / "docs" / "pictures").resolve().iterdir())
    assert all(len(words) > 20 for words in shown.values())
