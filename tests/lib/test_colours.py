"""A brand may have any colour: what is written in it, or on it, can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.colours import READABLE, contrast, mixed, readable_on, text_on

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
LIGHT, DARK = "#f3f0e9", "#1d2024"


@given(colours)
def test_any_colour_becomes_readable_on_paper_light_and_dark(colour: str) -> None:
    for ground in (LIGHT, DARK):
        assert contrast(readable_on(ground, colour), ground) >= READABLE


@given(colours)
def test_one_of_ink_and_white_reads_on_any_colour_that_reads_on_paper(colour: str) -> None:
    for ground in (LIGHT, DARK):
        shown = readable_on(ground, colour)
        assert contrast(text_on(shown), shown) >= READABLE - 0.5


@pytest.mark.parametrize("colour", ["#2b4c9b", "#9c3d22"])
def test_a_colour_that_can_be_read_stays_as_it_is(colour: str) -> None:
    assert readable_on(LIGHT, colour) == colour


def test_a_mixture_is_between_the_two() -> None:
    assert (mixed("#000000", "#ffffff", 0), mixed("#000000", "#ffffff", 1)) == ("#000000", "#ffffff")
    assert mixed("#000000", "#ffffff", 0.5) == "#808080"
