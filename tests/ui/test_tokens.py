"""Text can be read on every ground that it stands on, in light and in dark."""

import re
from pathlib import Path

import pytest

import madang.ui

TOKENS = (Path(madang.ui.__file__).parent / "static/ui/tokens.css").read_text()
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), #[0-9a-f]{6}\)", TOKENS))
DARK = dict(re.findall(r"--([\w-]+): light-dark\(#[0-9a-f]{6}, (#[0-9a-f]{6})\)", TOKENS))

READABLE = 4.5
VISIBLE = 3.0

TEXT_ON_GROUNDS = [
    *[("ink", ground) for ground in ("paper", "mat", "hover", "select", "note", "ground-persimmon")],
    *[("tile", ground) for ground in ("paper", "mat", "hover", "select")],
    *[("indigo", ground) for ground in ("paper", "mat", "select", "ground-indigo")],
    ("pine", "paper"),
    ("pine", "ground-pine"),
    ("ochre", "paper"),
    ("ochre", "ground-ochre"),
    ("persimmon", "paper"),
    ("persimmon", "ground-persimmon"),
    ("on-indigo", "indigo"),
    ("on-indigo", "indigo-deep"),
    ("on-persimmon", "persimmon"),
    *[("on-face", f"face-{number}") for number in range(6)],
]


@pytest.mark.parametrize("colours", [PAIRS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUNDS)
def test_text_can_be_read_on_its_ground(text: str, ground: str, colours: dict[str, str]) -> None:
    assert contrast(colours[text], colours[ground]) >= READABLE


@pytest.mark.parametrize("colours", [PAIRS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "mat"])
@pytest.mark.parametrize("line", ["line-field", "indigo"])
def test_fields_and_the_focus_can_be_seen(line: str, ground: str, colours: dict[str, str]) -> None:
    assert contrast(colours[line], colours[ground]) >= VISIBLE


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2 between two colours."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
