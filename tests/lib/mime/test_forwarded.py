"""Who wrote a forwarded mail first is read from what mail programs write above it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.mime.forwarded import is_forwarded, read_forwarded, without_prefix

WORDS = "카드 승인 문자가 두 건 왔어요.\n확인 부탁드립니다."
BLOCKS = {
    "Gmail": "---------- Forwarded message ---------\nFrom: 윤서아 <seoa.yoon@example.com>\nDate: Mon, Nov 2, 2026 at 2:08 PM\nSubject: 결제\nTo: <me@lantern.example>\n\n\n",
    "Gmail in Korean": "---------- Forwarded message ---------\n보낸사람: 윤서아 <seoa.yoon@example.com>\nDate: 2026년 11월 2일 (월) 오후 2:08\nSubject: 결제\nTo: <me@lantern.example>\n\n\n",
    "Apple Mail": "Begin forwarded message:\n\nFrom: 윤서아 <seoa.yoon@example.com>\nSubject: 결제\nDate: November 2, 2026 at 2:08:00 PM GMT+9\nTo: me@lantern.example\n\n",
    "Apple Mail in Korean": "전달된 메시지 시작:\n\n보낸 사람: 윤서아 <seoa.yoon@example.com>\n제목: 결제\n날짜: 2026년 11월 2일 오후 2:08\n받는 사람: me@lantern.example\n\n",
    "Outlook": "________________________________\nFrom: 윤서아 <seoa.yoon@example.com>\nSent: Monday, November 2, 2026 2:08 PM\nTo: me@lantern.example\nSubject: 결제\n\n",
    "Outlook in Korean": "보낸 사람: 윤서아 <seoa.yoon@example.com>\n보낸 날짜: 2026년 11월 2일 월요일 오후 2:08\n받는 사람: 나 <me@lantern.example>\n제목: 결제\n\n",
    "Outlook, older": "-----Original Message-----\nFrom: 윤서아 [mailto:seoa.yoon@example.com]\nSent: Monday, November 2, 2026 2:08 PM\nTo: me@lantern.example\nSubject: 결제\n\n",
    "Naver": '-----Original Message-----\nFrom: "윤서아"<seoa.yoon@example.com>\nTo: <me@lantern.example>;\nCc:\nSent: 2026-11-02 (월) 14:08:00 (GMT+09:00)\nSubject: 결제\n\n',
    "Daum": "--------- 원본 메일 ---------\n보낸이 : 윤서아 <seoa.yoon@example.com>\n받는이 : me@lantern.example\n날짜: 2026년 11월 2일 월요일, 14시 08분 00초 +0900\n제목: 결제\n\n",
    "Thunderbird": "-------- 전달된 메시지 --------\n제목: \t결제\n날짜: \tMon, 2 Nov 2026 14:08:00 +0900\n보낸 사람: \t윤서아 <seoa.yoon@example.com>\n받는 사람: \tme@lantern.example\n\n\n",
    "marked with bold": "*From:* 윤서아 <seoa.yoon@example.com>\n*Sent:* Monday, November 2, 2026 2:08 PM\n*To:* me@lantern.example\n*Subject:* 결제\n\n",
}  # fmt: skip


@pytest.mark.parametrize("program", BLOCKS)
def test_the_first_writer_is_found_as_each_program_names_them(program: str) -> None:
    found = read_forwarded(f"이 건 처리 부탁해요\n\n{BLOCKS[program]}{WORDS}\n")
    assert found is not None
    assert (found.sender.name, found.sender.email) == ("윤서아", "seoa.yoon@example.com")
    assert (found.note, found.text) == ("이 건 처리 부탁해요", WORDS)


@pytest.mark.parametrize(
    "text",
    [
        WORDS,
        "From: 서울\n부산까지 얼마나 걸려요?",
        "보낸 사람: 엄마\n받는 사람: 나\n\n선물이에요",
        "From: nobody\nTo: somebody\n\nhello",
    ],
)
def test_words_that_only_look_like_a_header_name_nobody(text: str) -> None:
    assert read_forwarded(text) is None


@pytest.mark.parametrize(
    "subject", ["Fwd: 결제", "FW: 결제", "Fw:결제", "전달: 결제", "[전달] 결제", "FW: Fwd: 결제"]
)
def test_the_subject_says_that_it_was_passed_on(subject: str) -> None:
    assert is_forwarded(subject)
    assert without_prefix(subject) == "결제"


@pytest.mark.parametrize("subject", ["결제", "Re: 결제", "forward delivery?", "전달이 안 돼요", "TRUE: no"])
def test_other_subjects_do_not(subject: str) -> None:
    assert not is_forwarded(subject)


@given(st.text(alphabet="From:보낸 사람<@>a.b\n-_* Forwarded message", max_size=400))
def test_nothing_that_is_written_makes_it_fail(text: str) -> None:
    found = read_forwarded(text)
    assert found is None or "@" in found.sender.email
