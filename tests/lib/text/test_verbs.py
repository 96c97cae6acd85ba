import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.hangul import compose, decompose
from madang.lib.text.verbs import forms

syllables = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


@pytest.mark.parametrize(
    ("syllable", "others"),
    [
        ("졌", "지진질짐집져졌"),
        ("돼", "되된될됨됩돼됐"),
        ("해", "하한할함합해했"),
        ("춰", "추춘출춤춥춰췄"),
        ("와", "오온올옴옵와왔"),
        ("려", "리린릴림립려렸"),
        ("각", "각"),
    ],
)
def test_the_forms_of_a_verb(syllable: str, others: str) -> None:
    assert set(forms(syllable)) == set(others)


@given(syllables)
def test_a_form_is_among_its_own_forms_and_each_comes_once(syllable: str) -> None:
    assert syllable in forms(syllable)
    assert len(forms(syllable)) == len(set(forms(syllable)))


@given(syllables)
def test_a_syllable_is_put_together_from_its_parts(syllable: str) -> None:
    assert compose(*decompose(syllable)) == syllable
