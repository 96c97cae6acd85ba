"""Every mail of tests/mails means what stands beside it."""

import json
from pathlib import Path

import pytest

from madang.channels.kinds import email
from madang.channels.management.commands.mail import meaning

MAILS = Path(__file__).parent.parent / "mails"
NAMES = sorted(path.stem for path in MAILS.glob("*.eml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_means_what_stands_beside_it(name: str) -> None:
    expected = json.loads((MAILS / f"{name}.json").read_text(encoding="utf-8"))

    assert meaning(email.parse((MAILS / f"{name}.eml").read_bytes())) == expected


def test_each_mail_has_its_reading_and_no_reading_is_left_over() -> None:
    assert sorted(path.stem for path in MAILS.glob("*.json")) == NAMES
    assert len(NAMES) >= 160
