"""What others wrote is served as they published it."""

import hashlib
import re
from pathlib import Path

import pytest

import madang.ui

VENDOR = Path(madang.ui.__file__).parent / "static/ui/vendor"
LINE = re.compile(
    r"^\| (?P<file>\S+) \| \S+ \| \S+ \| (?P<licence>\S+) \| (?P<sha256>[0-9a-f]{64}) \|$", re.M
)
LISTED = {found["file"]: found for found in LINE.finditer((VENDOR / "VENDOR.md").read_text())}


def test_every_vendored_script_is_listed() -> None:
    scripts = {path.name for path in VENDOR.iterdir() if path.suffix in {".js", ".mjs"}}
    assert scripts == set(LISTED)


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_vendored_script_is_the_one_that_was_looked_at(name: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == LISTED[name]["sha256"]


def test_the_font_keeps_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in (VENDOR.parent / "fonts/OFL.txt").read_text().upper()


def test_the_stylesheet_of_the_font_names_only_files_that_are_there() -> None:
    fonts = VENDOR.parent / "fonts"
    named = set(re.findall(r"url\(([^)]+)\)", (fonts / "pretendard.css").read_text()))
    assert named == {path.name for path in fonts.glob("*.woff2")}
