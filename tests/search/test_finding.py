"""What people find, in Korean and English, while they type."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import User
from madang.search.find import count, find, question_of
from madang.search.index import index_messages
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.search.conftest import Note, Write, index_what_happened

pytestmark = pytest.mark.django_db


def numbers(person: User, text: str) -> list[int]:
    return [hit.number for hit in find(person, text).tickets]


@pytest.mark.parametrize(
    "text", ["로그인", "안돼요", "로그인 안", "로그인이 안돼요", "로그인은", "로그이", "그인", "앱"]
)
def test_particles_and_endings_do_not_hide_a_word(mina: User, write: Write, text: str) -> None:
    ticket = write("앱 문의", "어제부터 로그인이 안돼요.")
    write("배송 문의", "언제 도착하나요?")
    assert numbers(mina, text) == [ticket.number]


@pytest.mark.parametrize(
    "said", ["환불은 언제 되나요?", "환불을 원해요", "환불해주세요", "전액환불 부탁드려요"]
)
def test_two_syllables_are_enough(mina: User, write: Write, said: str) -> None:
    ticket = write("문의", said)
    assert numbers(mina, "환불") == [ticket.number]


@pytest.mark.parametrize(
    "text", ["refund", "ref", "refu", "REFUND", "lamp refund", "AB-48211", "ab48211", "48211", "AB-482"]
)
def test_english_words_and_order_numbers_are_found_while_typed(
    mina: User, noor: User, write: Write, text: str
) -> None:
    ticket = write("Blue lamp", "I would like a refund for order AB-48211.", requester=noor)
    write("Delivery", "Where is order AB-50000?", requester=noor)
    assert numbers(mina, text) == [ticket.number]


def test_words_may_be_spread_over_subject_sender_and_first_message(
    mina: User, noor: User, write: Write
) -> None:
    ticket = write("Blue lamp", "It arrived broken.", requester=noor)
    assert numbers(mina, "noor lamp broken") == [ticket.number]
    assert numbers(mina, "noor.haddad@example.com") == [ticket.number]


def test_the_newest_come_first_and_each_ticket_once(mina: User, write: Write) -> None:
    old = write("환불 문의", "환불해 주세요")
    new = write("또 환불", "환불이 늦어요")
    actions.reply(old, by=mina, body_text="환불해 드렸습니다.")
    index_what_happened()
    assert numbers(mina, "환불") == [old.number, new.number]


def test_a_number_finds_its_ticket_first(mina: User, write: Write) -> None:
    ticket = write("결제", "두 번 결제됐어요")
    write("다른 문의", f"앞의 {ticket.number}번 문의도 봐 주세요")
    for text in (f"#{ticket.number}", str(ticket.number)):
        found = find(mina, text).tickets
        assert found[0].number == ticket.number
        assert found[0].by_number
        assert len(found) == 2


def test_only_when_strict_finds_little_similar_ones_are_shown_and_marked(mina: User, write: Write) -> None:
    ticket = write("문의", "로그인이 안돼요")
    found = find(mina, "로그인하다가 멈춤")
    assert [hit.number for hit in found.tickets] == [ticket.number]
    assert found.similar
    assert found.tickets[0].similar
    assert not find(mina, "로그인").similar


def test_many_strict_hits_are_not_followed_by_similar_ones(mina: User, write: Write) -> None:
    strict = [write("문의", "배송 조회가 느려요") for _ in range(5)]
    write("문의", "배송이 늦어요")
    found = find(mina, "배송 조회")
    assert {hit.number for hit in found.tickets} == {ticket.number for ticket in strict}
    assert not found.similar


def test_people_are_found_by_name_and_address(mina: User, seoa: User, noor: User, write: Write) -> None:
    write("문의", "확인해 주세요")
    write("Question", "Please check", requester=noor)
    for text in ("윤서아", "서아", "윤", "seoa", "seoa.yoon@example.com"):
        assert [hit.person_id for hit in find(mina, text).people] == [seoa.pk], text
    for text in ("N", "noor h", "HADDAD"):
        assert [hit.person_id for hit in find(mina, text).people] == [noor.pk], text


def test_a_hit_says_where_the_words_are(mina: User, write: Write) -> None:
    write("환불 문의", "주문한 등을 환불받고 싶어요.")
    hit = find(mina, "환불").tickets[0]
    assert hit.subject.parts() == [("환불", True), (" 문의", False)]
    assert hit.snippet.parts() == [("주문한 등을 ", False), ("환불", True), ("받고 싶어요.", False)]
    assert hit.requester == "윤서아"
    assert not hit.internal


def test_pages_show_each_ticket_once_and_end(mina: User, write: Write) -> None:
    tickets = [write("문의", f"배송 문의 {n}") for n in range(7)]
    actions.reply(tickets[0], by=mina, body_text="배송을 확인했습니다.")
    index_what_happened()
    shown: list[int] = []
    cursor: str | None = None
    pages = 0
    while pages == 0 or cursor is not None:
        page = find(mina, "배송", limit=3, cursor=cursor)
        shown += [hit.number for hit in page.tickets]
        cursor, pages = page.cursor, pages + 1
    assert shown == [tickets[0].number, *(ticket.number for ticket in reversed(tickets[1:]))]
    assert pages == 3


def test_a_search_asks_few_questions(mina: User, write: Write) -> None:
    for n in range(12):
        write("배송 문의", f"배송이 늦어요 {n}")
    with CaptureQueriesContext(connection) as asked:
        assert len(find(mina, "배송").tickets) == 12
    most = 7 if connection.vendor == "postgresql" else 5  # there the newest are read before GIN is asked
    assert len(asked) <= most, [one["sql"][:80] for one in asked]


@pytest.mark.parametrize("cursor", ["next", "", "-1", "9" * 30, "9" * 5000, "٣"])
def test_a_cursor_that_no_page_gave_is_refused(mina: User, cursor: str) -> None:
    with pytest.raises(ValueError, match="no cursor"):
        find(mina, "배송", cursor=cursor)


@pytest.mark.parametrize(
    "text",
    ["", "  ", "?!", "ㅋㅋ", "'; DROP TABLE", '"" OR *', "NEAR(a b)", "\x00", "a" * 5000, "환불 " * 500],
)
def test_whatever_is_typed_is_answered(mina: User, write: Write, text: str) -> None:
    write("문의", "확인해 주세요")
    assert find(mina, text) is not None
    assert find(mina, text + " ") is not None
    assert count(mina, question_of(mina, text)).number >= 0


def test_a_ticket_is_counted_once_however_often_it_says_so(mina: User, ticket: Ticket) -> None:
    messages = Message.objects.bulk_create(
        Message(ticket=ticket, author=ticket.requester, body_text="배송", created_at=ticket.created_at)
        for _ in range(30)
    )
    index_messages([message.pk for message in messages])
    assert count(mina, question_of(mina, "배송")).number == 1


def test_quoted_history_does_not_find_an_answer(mina: User, seoa: User, write: Write) -> None:
    first = write("문의", "환불해 주세요")
    written = actions.Written(
        author=seoa,
        body_text="감사합니다\n\n2025년 11월 3일 (월) 오전 10:00, 등불 <help@lantern.example>님이 작성:\n> 교환해 드릴까요?",
        new_words="감사합니다",
    )
    actions.receive(first, written)
    index_what_happened()
    assert numbers(mina, "감사합니다") == [first.number]
    assert numbers(mina, "교환") == []


def test_a_note_is_found_and_told_from_an_answer(mina: User, write: Write, note: Note) -> None:
    ticket = write("문의", "확인해 주세요")
    note(ticket, mina, "카드사에 문의함")
    assert find(mina, "카드사").tickets[0].internal
