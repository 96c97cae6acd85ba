"""Files stay short, are named for what they hold, and leave nothing for later."""

import re
from pathlib import Path

from tests.architecture.tree import files, text

LONGEST = 400
LONGER_FOR_A_REASON: dict[str, str] = {}
"""Path → why this one file may be longer than 400 lines."""

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "services", "service", "managers", "misc"}
NOT_A_MODULE_OF_THE_DESK = {"tests/services"}

SOURCES = (".py", ".js", ".css", ".html", ".txt", ".sh", "")


def test_no_file_is_longer_than_four_hundred_lines_without_a_reason() -> None:
    long = {
        str(path): lines
        for path in files(".py", ".js", ".css", ".html")
        if (lines := text(path).count("\n")) > LONGEST and "migrations" not in path.parts
    }
    unexplained = {path: lines for path, lines in long.items() if path not in LONGER_FOR_A_REASON}
    assert not unexplained, "split these, or write the reason into LONGER_FOR_A_REASON"
    assert set(LONGER_FOR_A_REASON) <= set(long), "these are short again: remove their reasons"


def test_every_module_is_named_for_what_it_holds() -> None:
    empty_names = [
        str(path)
        for path in files(".py", ".js", ".css", ".html")
        if SAYS_NOTHING & {*path.parent.parts, path.stem} and str(path.parent) not in NOT_A_MODULE_OF_THE_DESK
    ]
    assert not empty_names


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X|HAC[K])\b")
    left = [f"{path}: {line.strip()}" for path in files(*SOURCES, ".md") for line in _lines_with(marks, path)]
    assert not left


def test_every_silenced_complaint_has_its_reason_behind_it() -> None:
    unexplained = re.compile(r"#\s*(?:noqa(?::[\sA-Z0-9,]+)?|type:\s*ignore(?:\[[\w,\s-]*\])?)\s*$")
    silenced = [f"{path}: {line.strip()}" for path in files(".py") for line in _lines_with(unexplained, path)]
    assert not silenced


def _lines_with(pattern: re.Pattern[str], path: Path) -> list[str]:
    return [line for line in text(path).splitlines() if pattern.search(line)]
