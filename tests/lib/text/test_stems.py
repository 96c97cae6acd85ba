import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.stems import stem


@pytest.mark.parametrize(
    ("word", "left"),
    [
        ("환불", "환불"),
        ("환불은", "환불"),
        ("환불해주세요", "환불"),
        ("로그인이", "로그인"),
        ("로그인에서는", "로그인"),
        ("서울로", "서울"),
        ("계정으로", "계정"),
        ("결제됐는데요", "결제"),
        ("문의입니다", "문의"),
        ("돈을", "돈을"),
        ("받았습니다", "받았"),
        ("깨졌습니다", "깨졌"),
        ("꺼집니다", "꺼집"),
        ("박지은", "박지은"),
        ("김민아", "김민아"),
        ("가을", "가을"),
        ("회의", "회의"),
        ("가이드", "가이드"),
        ("사이", "사이"),
    ],
)
def test_particles_that_fit_are_left_off(word: str, left: str) -> None:
    assert stem(word) == left


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=9))
def test_what_is_left_is_the_beginning_of_the_word(word: str) -> None:
    assert stem(word)
    assert word.startswith(stem(word))
