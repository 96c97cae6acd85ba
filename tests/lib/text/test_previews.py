import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.previews import preview


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("환불해 주세요", 20, "환불해 주세요"),
        ("안녕하세요.\n\n  어제 주문한", 20, "안녕하세요. 어제 주문한"),
        ("안녕하세요. 어제 주문한 상품이 아직 도착하지 않았습니다.", 20, "안녕하세요. 어제 주문한 상품이…"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("👍🏽" * 9, 10, "👍🏽" * 4 + "…"),
        ("", 10, ""),
        ("abc", 0, ""),
    ],
)
def test_the_start_of_a_text(text: str, limit: int, shown: str) -> None:
    assert preview(text, limit) == shown


@given(st.text(), st.integers(min_value=0, max_value=80))
def test_a_preview_keeps_its_limit_and_one_line(text: str, limit: int) -> None:
    shown = preview(text, limit)
    assert len(shown) <= limit
    assert len(shown.splitlines()) <= 1
