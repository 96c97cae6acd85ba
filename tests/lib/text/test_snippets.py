import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.queries import query
from madang.lib.text.snippets import snippet


@pytest.mark.parametrize(
    ("searched", "text", "marked"),
    [
        ("로그인 안돼요", "어제부터 로그인이 안돼요.", ["로그인", "안돼"]),
        ("환불은", "전액 환불을 원해요", ["환불"]),
        ("ab-48211 cafe", "it's Café ① order AB-48211 now", ["Café", "AB", "48211"]),
        ("010-1234", "call 010-1234-5678", ["010-1234"]),
        ("39000", "결제 39,000원 ㈜한빛", ["39,000"]),
        ("fund", "a refund of the fund", ["fund"]),
        ("배송", "no such word", []),
        ("앱이", "앱을 켜면 앱이 꺼져요", ["앱을", "앱이"]),
        ("깨졌어요", "깨진 램프가 또 깨져서", ["깨진", "깨져"]),
        ("안돼요 ", "로그인이 안 돼요. 결제도 안됩니다", ["안 돼", "안됩"]),
        ("wifi", "our Wi-Fi network", ["Wi-Fi"]),
    ],
)
def test_the_found_words_are_marked(searched: str, text: str, marked: list[str]) -> None:
    found = snippet(text, query(searched))
    assert [found.text[begin:end] for begin, end in found.marks] == marked


def test_a_snippet_shows_the_found_word_of_a_long_text() -> None:
    found = snippet("앞말 " * 200 + "환불을 원해요 " + "뒷말 " * 200, query("환불"), limit=60)
    assert len(found.text) <= 60
    assert found.text.startswith("…앞말")
    assert found.text.endswith("…")
    assert ("환불", True) in found.parts()


@given(st.text(), st.text(max_size=20), st.integers(min_value=20, max_value=200))
def test_marks_lie_within_the_snippet_and_in_order(text: str, searched: str, limit: int) -> None:
    found = snippet(text, query(searched), limit=limit)
    assert len(found.text) <= limit
    assert "".join(part for part, _ in found.parts()) == found.text
    last = 0
    for begin, end in found.marks:
        assert last <= begin < end <= len(found.text)
        last = end
