"""What is blacked out can't be read any more, however it was written."""

import re

from hypothesis import given
from hypothesis import strategies as st

from madang.lib.html import BAR, clean, from_text, pattern_of, redact_html, redact_text, to_text


def barred(html: str, piece: str) -> str:
    pattern = pattern_of(piece)
    assert pattern is not None
    return redact_html(html, pattern)


def test_bars_stand_for_letters_and_spaces_stay() -> None:
    pattern = pattern_of("010 1234")
    assert pattern is not None
    assert redact_text("번호는 010\n1234입니다", pattern) == f"번호는 {BAR * 3}\n{BAR * 4}입니다"


def test_it_is_found_across_tags_and_entities() -> None:
    assert barred("<p>a <b>sec</b>ret &amp; more</p>", "secret & more") == (
        f"<p>a <b>{BAR * 3}</b>{BAR * 3} {BAR} {BAR * 4}</p>"
    )


def test_it_is_found_over_the_end_of_a_line_or_paragraph() -> None:
    assert "secret" not in barred("<p>my secret</p><p>word</p>", "secret word")
    assert "secret" not in barred("my secret<br>word", "secret word")


def test_attributes_that_say_it_go() -> None:
    html = barred('<a href="mailto:seoa%40example.com" title="x">seoa@example.com</a>', "seoa@example.com")
    assert "seoa" not in html
    assert 'title="x"' in html


def test_what_is_not_there_changes_nothing() -> None:
    html = '<p class="a">plain &lt;text&gt; &nbsp;</p>'
    assert barred(html, "secret") == html
    assert pattern_of(" \n ") is None


words = st.text(alphabet="abc가나 <&\"'\n", min_size=1, max_size=30)


@given(before=words, piece=words.filter(lambda one: one.strip()), after=words)
def test_whatever_is_blacked_out_is_not_read_again(before: str, piece: str, after: str) -> None:
    pattern = pattern_of(piece)
    assert pattern is not None
    html = from_text(f"{before} {piece} {after}")
    done = redact_html(html, pattern)
    assert not pattern.search(to_text(done))
    assert not pattern.search(redact_text(f"{before} {piece} {after}", pattern))


@given(html=st.text(alphabet="<>/abp =\"'&;x", max_size=80), piece=st.sampled_from(["a", "ab", "x p", "a b"]))
def test_no_markup_hides_it(html: str, piece: str) -> None:
    pattern = re.compile(r"\s+".join(piece.split()))
    assert not pattern.search(to_text(redact_html(clean(html), pattern)))
