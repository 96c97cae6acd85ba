import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.particles import PAIRS, particle, with_particles


@pytest.mark.parametrize(
    ("word", "eun", "euro"),
    [
        ("박준", "은", "으로"),
        ("김민아", "는", "로"),
        ("정하늘", "은", "로"),
        ("기술 지원", "은", "으로"),
        ("3", "은", "으로"),
        ("7", "은", "로"),
        ("1,000", "은", "으로"),
        ("20", "은", "으로"),
        ("9", "는", "로"),
        ("50%", "는", "로"),
        ("AB-48211", "은", "로"),
        ("API", "는", "로"),
        ("URL", "은", "로"),
        ("mail", "은", "로"),
        ("team", "은", "으로"),
        ("Slack", "은", "으로"),
        ("Madang", "은", "으로"),
        ("server", "는", "로"),
        ("Internet", "은", "으로"),
        ("김민아(결제)", "는", "로"),
        ("“환불”", "은", "로"),
        ("", "는", "로"),
        ("…", "는", "로"),
    ],
)
def test_the_particle_follows_the_final_sound(word: str, eun: str, euro: str) -> None:
    assert particle(word, "은는") == eun
    assert particle(word, "으로/로") == euro


def test_a_template_is_filled_with_particles() -> None:
    template = "{name|이가} #{number|을를} {team|으로} 옮겼습니다: {reason}"
    filled = with_particles(template, name="박준", number=1042, team="계정", reason="환불")
    assert filled == "박준이 #1042를 계정으로 옮겼습니다: 환불"


def test_a_value_is_never_read_as_a_template() -> None:
    assert with_particles("{name|은는}", name="{number|을를}") == "{number|을를}은"


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        with_particles("{name|은는}")


def test_an_unknown_pair_is_an_error() -> None:
    with pytest.raises(ValueError, match="no pair"):
        particle("박준", "까지")


@given(st.text(), st.sampled_from(sorted(PAIRS)))
def test_there_is_a_particle_behind_whatever_stands_there(word: str, pair: str) -> None:
    assert particle(word, pair) in PAIRS[pair]
