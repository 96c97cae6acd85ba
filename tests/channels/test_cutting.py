"""Cutting an answer, whatever stands in it: no word is lost or invented, and it costs as much as it is long."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.channels.base import Address, InboundMessage
from madang.lib.html import clean, fold_html, read_lines, split_html, to_text
from madang.lib.mime.quotes import split
from tests.channels.promises import must_be_cut_well, must_keep_every_word

LINES = st.sampled_from(
    [
        "안녕하세요. 환불은 언제 되나요?",
        "",
        "> 주문 번호는요?",
        ">> 더 앞의 글",
        "2026년 11월 2일 (월) 오후 2:08, 등불 스토어 <help@lantern.example>님이 작성:",
        "On Mon, Nov 2, 2026 at 2:08 PM Lantern <help@lantern.example>",
        "wrote:",
        "-----Original Message-----",
        "From: Lantern <help@lantern.example>",
        "Sent: Monday, November 2, 2026 2:08 PM",
        "보낸 사람: 등불 <help@lantern.example>",
        "받는 사람: 윤서아",
        "제목: Re: 주문",
        "________________________________",
        "---------- Forwarded message ---------",
        "-- ",
        "--",
        "나의 iPhone에서 보냄",
        "이하린 | 과장 | ㈜한빛물류",
        "T. 02-555-0123 | M. 010-5555-0123",
        "감사합니다.",
        "This e-mail is confidential. If you received it in error, delete it.",
    ]
)
TAGS = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>네</p>",
        "<br>",
        "<hr>",
        "<b>",
        "</b>",
        "words",
        "<blockquote type=cite>",
        "</blockquote>",
        '<div class="gmail_quote">',
        '<div class="gmail_attr">On Mon wrote:</div>',
        '<div class="gmail_signature">',
        '<div id="divRplyFwdMsg">',
        '<div id="appendonsend"></div>',
        '<div style="border-top:solid #E1E1E1 1.0pt">From: a@b.example<br>Sent: 14:08<br>Subject: x</div>',
        "<table><tr><td>",
        "</td></tr></table>",
        "<pre>a\n> b</pre>",
        "<ul><li>a",
    ]
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=25).map("\n".join))
def test_no_word_of_a_text_is_lost_or_invented(text: str) -> None:
    found = split(text)

    must_keep_every_word(found, text.split())
    assert bool(found.new) == bool(text.strip())


@settings(deadline=None)
@given(st.lists(TAGS, max_size=25).map("".join))
def test_no_word_of_a_page_is_lost_or_invented(html: str) -> None:
    must_be_cut_well(InboundMessage(sender=Address("a@b.example"), body_html=html))
    assert split_html(html).new.strip() or not to_text(html).strip()


@settings(deadline=None)
@given(st.lists(TAGS, max_size=25).map("".join))
def test_folding_hides_words_but_takes_none(html: str) -> None:
    cleaned = clean(html)

    # An item of a list that is cut in two is an item twice.
    folded, whole = (sorted(set(to_text(one).split()) - {"-"}) for one in (fold_html(cleaned), cleaned))
    assert folded == whole


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_is_cut(text: str, html: str) -> None:
    split(text)
    split_html(html)
    read_lines(html)


HOSTILE: dict[str, Callable[[int], str]] = {
    "marks in one line": lambda n: ">" * n,
    "marked lines": lambda n: ">\n" * (n // 2),
    "marked lines, unmarked ones between": lambda n: "> a\n\nb\n" * (n // 7),
    "beginnings of introductions": lambda n: "On \n" * (n // 4),
    "almost introductions": lambda n: "On 2026-11-02 14:08 x wrote\n" * (n // 28),
    "colons": lambda n: "a:\n" * (n // 3),
    "fields": lambda n: "From: a@b\nTo: c\n" * (n // 16),
    "recipients": lambda n: "From: a\n" + "x@y.example;\n" * (n // 13),
    "delimiters": lambda n: "-- \n" * (n // 4),
    "rules": lambda n: "-----\n" * (n // 6),
    "telephones": lambda n: "Tel: 02-123-4567\n" * (n // 17),
    "notices": lambda n: "this e-mail is confidential " * (n // 28),
    "addresses": lambda n: ("a@" * 150 + ":\n") * (n // 302),
    "days": lambda n: ("2026-11-02 14:08 " * 18 + ":\n") * (n // 308),
    "forwards": lambda n: "---- forwarded\n" * (n // 15),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_as_long_costs_at_most_about_twice_as_much(name: str) -> None:
    """Counted in lines of the cutter that run, not in seconds; patterns look at no more than 320 characters."""
    small, large = (_lines_run(HOSTILE[name](size)) for size in (20_000, 40_000))

    assert large < 2.3 * small + 2000


def _lines_run(text: str) -> int:
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "/lib/mime/quotes/" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        split(text)
    finally:
        sys.settrace(before)
    return count
