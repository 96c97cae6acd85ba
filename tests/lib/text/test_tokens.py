import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.tokens import EDGES_OF_NAMES, INDEXED_CHARACTERS, TOKEN_CHARACTERS, document_tokens
from tests.lib.text.matching import finds

KOREAN = (
    "안녕하세요. 어제 주문한 상품이 아직 도착하지 않았습니다. 배송 조회를 해 보면 계속 '상품 준비 중'이라고만 나오는데 "
    "언제쯤 받을 수 있을까요? 주문번호는 AB-48211입니다. 급하게 필요해서 그런데 빠른 확인 부탁드립니다. 감사합니다.\n"
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        ("?! …", []),
        ("ㅋㅋㅋ ㅠㅠ", []),
        ("환불", ["환", "환불"]),
        ("로그인이 안돼요", ["로", "로그", "그인", "인이", "안", "안돼", "돼요"]),
        ("안 돼요", ["안", "안돼", "돼", "돼요"]),
        ("Where is my Order?", ["where", "is", "my", "order", "whe…", "ord…"]),
        ("AB-48211", ["ab", "48211", "482…"]),
        ("ab48211", ["ab", "48211", "482…"]),
        ("9f3c2b7a", ["9f3c2b7a", "9f3…"]),
        ("39,000원", ["원", "39000", "390…"]),
        ("010-1234-5678", ["010", "1234", "5678", "01012345678", "12345678", "123…", "567…", "010…"]),
        ("Noor.Haddad@example.com", ["noor", "haddad", "example", "com", "noo…", "had…", "exa…"]),
        ("a a A", ["a"]),
        ("東京都", ["東", "東京", "京都"]),
    ],
)
def test_what_a_text_is_found_by(text: str, tokens: list[str]) -> None:
    assert sorted(document_tokens(text)) == sorted(tokens)


def test_encoded_data_is_cut() -> None:
    assert document_tokens("x" * 500) == ["x" * TOKEN_CHARACTERS, "xxx…"]


def test_one_letter_of_a_name_is_enough() -> None:
    assert {"m…", "mi…", "min…", "mina"} <= set(document_tokens("Mina Kim", edges=EDGES_OF_NAMES))


def test_what_stands_far_behind_is_not_indexed() -> None:
    assert document_tokens("a " * INDEXED_CHARACTERS + "refund") == ["a"]


@given(st.text())
def test_tokens_hold_nothing_that_a_database_would_read_as_syntax(text: str) -> None:
    for token in document_tokens(text):
        assert not set(token) & set(" \t\n\0\"'()*:&|!<>\\-+^{}")
        assert 0 < len(token) <= TOKEN_CHARACTERS


@given(st.text())
def test_each_token_comes_once(text: str) -> None:
    tokens = document_tokens(text)
    assert len(tokens) == len(set(tokens))


words = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)
hangul = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=6)


@given(st.lists(words, min_size=1, max_size=8))
def test_a_text_is_found_by_each_of_its_words(text: list[str]) -> None:
    document = " ".join(text)
    for word in text:
        if document_tokens(word):
            assert finds(word + " ", document), word


@given(hangul, hangul, hangul)
def test_a_part_of_a_korean_word_finds_it_whatever_stands_around(before: str, part: str, behind: str) -> None:
    assert finds(part + " ", f"{before}{part}{behind}")


def test_a_kilobyte_takes_less_than_a_millisecond() -> None:
    text = (KOREAN * 4)[:440]
    assert len(text.encode()) > 1000
    best = min(_seconds(text) for _ in range(20))
    assert best < 0.001  # about 0.25 ms on an idle core; the rest is for a busy machine


def _seconds(text: str) -> float:
    started = time.perf_counter()
    document_tokens(text)
    return time.perf_counter() - started
