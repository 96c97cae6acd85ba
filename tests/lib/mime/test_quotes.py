"""Where the new words of an answer end, as the programs people use write it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.lib.mime.quotes import split_reply

HISTORY = "안녕하세요, 등불 스토어입니다.\n주문 번호를 알려 주세요."
MARKED = "> 안녕하세요, 등불 스토어입니다.\n> 주문 번호를 알려 주세요."

INTRODUCTIONS = {
    "gmail-korean": f"2026년 11월 2일 (월) 오후 2:08, 등불 스토어 <help@lantern.example>님이 작성:\n\n{MARKED}",
    "gmail-korean-wrapped": f"2026년 11월 2일 (월) 오후 2:08, 등불 스토어 고객 지원\n<help@lantern.example>님이 작성:\n\n{MARKED}",
    "gmail-english": f"On Mon, Nov 2, 2026 at 2:08 PM Lantern <help@lantern.example> wrote:\n\n{MARKED}",
    "gmail-english-wrapped": f"On Mon, Nov 2, 2026 at 2:08 PM Lantern Store Customer Support <\nhelp@lantern.example> wrote:\n\n{MARKED}",
    "gmail-english-from-html": f"On Mon, Nov 2, 2026 at 2:08 PM Lantern <help@lantern.example> wrote:\n\n{HISTORY}",
    "apple-korean": f"2026. 11. 2. 오후 2:08, 등불 스토어 <help@lantern.example> 작성:\n\n{MARKED}",
    "apple-korean-inside-the-quote": f"> 2026. 11. 2. 오후 2:08, 등불 스토어 <help@lantern.example> 작성:\n>\n{MARKED}",
    "apple-english": f"On Nov 2, 2026, at 2:08 PM, Lantern <help@lantern.example> wrote:\n\n{MARKED}",
    "apple-english-inside-the-quote": f"> On 2 Nov 2026, at 14:08, Lantern <help@lantern.example> wrote:\n> \n{MARKED}",
    "outlook-english": f"From: Lantern <help@lantern.example>\nSent: Monday, November 2, 2026 2:08 PM\nTo: Noor Haddad <noor.haddad@example.com>\nSubject: Re: order\n\n{HISTORY}",
    "outlook-english-original": f"-----Original Message-----\nFrom: Lantern\nSent: Monday\nTo: Noor\nSubject: order\n\n{HISTORY}",
    "outlook-korean": f"보낸 사람: 등불 스토어 <help@lantern.example>\n보낸 날짜: 2026년 11월 2일 월요일 오후 2:08\n받는 사람: 윤서아 <seoa.yoon@example.com>\n제목: Re: 주문\n\n{HISTORY}",
    "outlook-korean-with-a-line": f"________________________________\n보낸 사람: 등불 스토어 <help@lantern.example>\n보낸 날짜: 2026년 11월 2일 월요일 오후 2:08\n받는 사람: 윤서아\n제목: 주문\n\n{HISTORY}",
    "outlook-mobile": f"Get Outlook for iOS\n________________________________\nFrom: Lantern <help@lantern.example>\nSent: Monday, November 2, 2026 2:08:00 PM\nTo: Noor\nSubject: order\n\n{HISTORY}",
    "outlook-bold": f"*From:* Lantern <help@lantern.example>\n*Sent:* Monday, November 2, 2026\n*To:* Noor\n*Subject:* order\n\n{HISTORY}",
    "naver": f'-----Original Message-----\nFrom: "등불 스토어" <help@lantern.example>\nTo: <seoa.yoon@naver.example>;\nCc:\nSent: 2026-11-02 (월) 14:08:00 (GMT+09:00)\nSubject: Re: 주문\n\n{HISTORY}',
    "daum": f"--------- 원본 메일 ---------\n보낸사람: 등불 스토어 <help@lantern.example>\n받는사람: 윤서아\n날짜: 2026년 11월 02일 월요일, 14시 08분\n제목: 주문\n\n{HISTORY}",
    "daum-line": f"2026년 11월 2일 월요일 14:08, 등불 스토어 <help@lantern.example>님이 작성:\n\n{HISTORY}",
    "samsung-korean": f"-------- 원본 이메일 --------\n발신: 등불 스토어 <help@lantern.example>\n날짜: 26/11/2 오후 2:08 (GMT+09:00)\n수신: 윤서아\n제목: 주문\n\n{HISTORY}",
    "samsung-english": f"-------- Original message --------\nFrom: Lantern <help@lantern.example>\nDate: 2/11/2026 14:08 (GMT+09:00)\nTo: Noor\nSubject: order\n\n{HISTORY}",
    "thunderbird-korean": f"2026-11-02 오후 2:08에 등불 스토어 이(가) 쓴 글:\n{MARKED}",
    "thunderbird-english": f"On 11/2/26 14:08, Lantern wrote:\n{MARKED}",
    "yahoo": f"On Monday, November 2, 2026, 02:08:00 PM GMT+9, Lantern <help@lantern.example> wrote:\n\n{HISTORY}",
    "no introduction": MARKED,
}


@pytest.mark.parametrize("program", INTRODUCTIONS)
def test_the_history_is_split_off(program: str) -> None:
    answer = "네, 1024번이에요.\n\n감사합니다."

    new, quoted = split_reply(f"{answer}\n\n{INTRODUCTIONS[program]}\n")

    assert new.removesuffix("Get Outlook for iOS").strip() == answer
    assert "주문 번호를 알려 주세요." in quoted


def test_an_answer_below_the_quotation_is_new() -> None:
    text = f"On Mon, Nov 2, 2026 at 2:08 PM Lantern <help@lantern.example> wrote:\n{MARKED}\n\n아래에 씁니다."

    assert split_reply(text)[0] == "아래에 씁니다."


def test_an_answer_point_by_point_is_kept_whole() -> None:
    text = "> 주문 번호는요?\n\n1024예요.\n\n> 색은요?\n\n파랑이요."

    assert split_reply(text) == (text, "")


def test_a_forwarded_mail_is_kept_whole() -> None:
    text = f"이거 봐 주세요.\n\n---------- Forwarded message ---------\nFrom: 이하린\nDate: 2026\nSubject: x\nTo: y\n\n{HISTORY}"

    assert split_reply(text) == (text, "")


@pytest.mark.parametrize(
    "text",
    [
        "On time delivery was promised, and my brother wrote:\nnothing came.",
        "From: Seoul\n나는 서울에서 왔어요.",
        "2026년 11월 2일에 주문했어요:\n- 램프\n- 전구",
        "To: whom it may concern\n\nI want a refund.",
        "작성:\n여기에 씁니다.",
        "a -- b\n-----\nc",
    ],
)
def test_words_that_only_look_like_an_introduction_stay(text: str) -> None:
    assert split_reply(text) == (text, "")


def test_a_mail_of_history_alone_is_kept_whole() -> None:
    assert split_reply(MARKED) == (MARKED, "")


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_split(text: str) -> None:
    split_reply(text)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*INTRODUCTIONS.values(), "> ", ">", "", "네", "On 1", "wrote:", "From: a"]),
        max_size=8,
    )
)
def test_no_word_is_lost(pieces: list[str]) -> None:
    text = "\n".join(pieces)

    new, quoted = split_reply(text)

    assert sorted(f"{new}\n{quoted}".split()) == sorted(text.split())


def test_a_long_mail_is_split_soon() -> None:
    split_reply("On 2026 " * 50_000)
    split_reply("On 2026\n" * 100_000)
    split_reply("> x\n\n" * 50_000)
