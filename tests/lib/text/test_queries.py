import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.lib.text.queries import MOST_WORDS, query
from tests.lib.text.matching import finds, finds_similar


@pytest.mark.parametrize(
    "searched",
    ["로그인", "안돼요", "로그인 안", "로그인이 안돼요", "로그인은", "안 돼요", "로그이"],
)
def test_particles_and_spacing_do_not_hide_a_failing_sign_in(searched: str) -> None:
    assert finds(searched, "어제부터 로그인이 안돼요")


@pytest.mark.parametrize("document", ["환불은 언제", "환불을 원해요", "환불해주세요", "전액환불", "환불"])
@pytest.mark.parametrize(
    "searched", ["환불", "환불은", "환불을 ", "환불해주세요", "환불이에요", "환불입니다"]
)
def test_a_refund_is_found_however_it_is_asked_for(searched: str, document: str) -> None:
    assert finds(searched, document)


@pytest.mark.parametrize(
    ("searched", "document"),
    [
        ("안돼요", "결제가 안 돼요"),
        ("돈을 ", "돈이 빠져나갔어요"),
        ("안 됩니다", "로그인이 안돼요"),
        ("안됨", "로그인이 안 됩니다"),
        ("안 들어와요", "환불이 안들어왔어요"),
        ("못 받았어요", "아직 못받음"),
        ("깨졌어요", "깨진 램프가 왔습니다"),
        ("꺼집니다", "앱이 자꾸 꺼져요"),
        ("느려요", "화면이 느립니다"),
        ("앱이 멈춰요", "앱을 켜면 멈춥니다"),
        ("wifi", "Wi-Fi에 연결되지 않습니다"),
        ("Wi-Fi", "wifi 연결"),
        ("e-mail", "my email address"),
        ("배송에서는", "배송이 늦어요"),
        ("주문까지", "주문 취소"),
        ("고객센터에게 ", "고객센터로 전화했어요"),
        ("고양이", "고양이 사료"),
        ("가이드", "설치 가이드를 보내 주세요"),
        ("회의", "회의 자료"),
        ("API를 ", "API가 느려요"),
        ("API가", "api 문서"),
        ("ab48211", "주문번호는 AB-48211입니다"),
        ("AB-48211", "ab48211"),
        ("48211", "AB-48211"),
        ("AB-482", "AB-48211"),
        ("01012345678", "010-1234-5678"),
        ("010-1234-5678", "01012345678"),
        ("1234-5678", "010-1234-5678"),
        ("39000원", "39,000원이 두 번"),
        ("39,000", "39000"),
        ("noor.haddad@example.com", "From: Noor.Haddad@Example.com"),
        ("haddad", "noor.haddad@example.com"),
        ("noor@exam", "noor@example.com"),
        ("cafe", "Café Madang"),
        ("REFUND", "a refund, please"),
        ("refu", "a refund, please"),
        ("ref", "a refund, please"),
        ("dont", "I don't know"),
        ("한빛물류", "㈜한빛물류"),
        ("ｒｅｆｕｎｄ", "refund"),
        ("退", "退款"),
    ],
)
def test_it_is_found(searched: str, document: str) -> None:
    assert finds(searched, document)


@pytest.mark.parametrize(
    ("searched", "document"),
    [
        ("환불", "환율 불만"),
        ("refu ", "refund"),
        ("re", "refund"),
        ("박지은", "박지호"),
        ("로그인 배송", "로그인이 안돼요"),
        ("나이", "나는 괜찮아요"),
        ("이해", "이하린"),
        ("48211", "4821"),
    ],
)
def test_it_is_not_found(searched: str, document: str) -> None:
    assert not finds(searched, document)


@pytest.mark.parametrize(
    "typed", ["ㅎ", "호", "화", "환", "환ㅂ", "환부", "환불", "환불ㅇ", "환불으", "환불으ㄹ", "환불을"]
)
def test_a_word_is_found_at_every_stroke_of_a_korean_keyboard(typed: str) -> None:
    assert not query(typed) or finds(typed, "환불을 원해요") or typed in ("호", "환불으")


@pytest.mark.parametrize(
    ("searched", "document"),
    [
        ("로그인하다가 결제", "로그인이 안돼요"),
        ("환불요청", "환불 요청드립니다"),
        ("비밀번호변경", "비밀번호를 변경하고 싶어요"),
        ("refunds policy", "refund"),
        ("where is my refund", "I want a refund"),
        ("where is my blue lamp", "The blue lamp has not arrived"),
    ],
)
def test_a_loosened_search_finds_what_is_similar(searched: str, document: str) -> None:
    assert not finds(searched, document)
    assert finds_similar(searched, document)


def test_a_number_is_never_left_out() -> None:
    assert not finds_similar("AB-48211", "AB-50000")
    assert not finds_similar("주문 48211 환불", "주문 50000 환불")
    assert finds_similar("AB-48211", "CD-48211")


def test_nothing_to_leave_out_is_not_loosened() -> None:
    assert query("환불").loosened() == ()


@pytest.mark.parametrize(
    ("text", "number"), [("#1042", 1042), ("1042", 1042), (" # 7 ", 7), ("1042 환불", None), ("#", None)]
)
def test_a_number_alone_is_a_ticket_number(text: str, number: int | None) -> None:
    assert query(text).number == number


@pytest.mark.parametrize("text", ["", "   ", "?", "ㅋㅋ", "\x00", "'\"*()"])
def test_a_text_without_words_is_no_query(text: str) -> None:
    assert not query(text)


@given(st.text(max_size=2000))
def test_a_query_is_bounded_whatever_is_pasted(text: str) -> None:
    read = query(text)
    assert len(read.words) <= MOST_WORDS
    for condition in (read.strict(), *read.loosened()):
        assert len(condition) <= 100
        assert all(0 < len(row) <= 100 for row in condition) or not read


SYNTAX = set(" \t\n\0\"'()*:&|!<>\\-+^{}")


@given(st.text(max_size=300))
def test_every_token_of_a_query_is_plain(text: str) -> None:
    for word in query(text).words:
        for clause in word.clauses:
            assert not any(set(token) & SYNTAX for token in clause.any_of)
