"""The new words of an answer, as each mail program writes one: tests/mails/trim holds them by program."""

import json
from pathlib import Path
from typing import Any

import pytest

from madang.lib.html import split_html
from madang.lib.mime.quotes import split

FOLDER = Path(__file__).parent.parent / "mails" / "trim"


def cases() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            found.append(pytest.param(case, id=f"{path.stem}-{case['kind']}-{case['teaches']}"))
    return found


@pytest.mark.parametrize("case", cases())
def test_the_new_words_are_what_a_reader_would_call_new(case: dict[str, str]) -> None:
    found = split(case["input"]) if case["kind"] == "text" else split_html(case["input"])

    assert found.new == case["reply"]
