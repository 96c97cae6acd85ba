"""The index is as true as the tables it is made from, and forgets what they forget."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from madang.accounts.models import User
from madang.lib.text.queries import query
from madang.search import rebuilding
from madang.search.find import find
from madang.search.index import forget, index_messages, index_people, index_tickets
from madang.search.models import Rebuild
from madang.search.storage import BEYOND_ALL, postgres, storage
from madang.tickets import actions
from madang.tickets.models import Message
from tests.cast import OpenTicket
from tests.search.conftest import Write, index_what_happened

pytestmark = pytest.mark.django_db


def numbers(person: User, text: str) -> list[int]:
    return [hit.number for hit in find(person, text).tickets]


def in_the_index(text: str) -> list[int]:
    """The messages that the index itself holds, whether they exist or not."""
    condition = query(text).strict()
    found = storage().find_messages(condition, below=BEYOND_ALL, limit=100, internal=True)
    return [candidate.message_id for candidate in found]


def test_a_changed_subject_is_found_and_the_old_one_is_not(mina: User, write: Write) -> None:
    ticket = write("배송 문의", "확인해 주세요")
    actions.change_subject(ticket, to="교환 요청", by=mina)
    index_what_happened()
    assert numbers(mina, "교환") == [ticket.number]
    assert in_the_index("배송") == []


def test_an_erased_text_leaves_no_word_behind(mina: User, write: Write) -> None:
    ticket = write("문의", "제 카드 번호는 4242입니다")
    Message.objects.filter(ticket=ticket).update(body_text="(지움)")
    index_tickets([ticket.pk])
    assert in_the_index("4242") == []
    assert in_the_index("카드") == []
    assert numbers(mina, "지움") == [ticket.number]


def test_what_is_forgotten_is_not_in_the_index(seoa: User, mina: User, write: Write) -> None:
    ticket = write("문의", "앱이 멈춰요")
    forget(tickets=[ticket.pk], people=[seoa.pk])
    assert in_the_index("멈춰요") == []
    assert find(mina, "윤서아").people == ()


def test_a_deleted_message_is_taken_out_when_it_is_indexed_again(write: Write) -> None:
    ticket = write("문의", "앱이 멈춰요")
    message_id = Message.objects.get(ticket=ticket).pk
    Message.objects.filter(pk=message_id).delete()
    index_messages([message_id])
    assert in_the_index("멈춰요") == []


def test_indexing_twice_changes_nothing(mina: User, write: Write) -> None:
    ticket = write("문의", "앱이 멈춰요")
    index_what_happened()
    index_what_happened()
    assert numbers(mina, "멈춰요") == [ticket.number]
    forget(tickets=[ticket.pk])
    assert in_the_index("멈춰요") == []


def test_a_new_name_is_found_and_the_old_one_is_not(mina: User, seoa: User, write: Write) -> None:
    write("문의", "확인해 주세요")
    User.objects.filter(pk=seoa.pk).update(name="윤서연")
    index_people([seoa.pk])
    assert [hit.person_id for hit in find(mina, "서연").people] == [seoa.pk]
    assert find(mina, "서아").people == ()


def test_what_is_rolled_back_is_not_in_the_index(mina: User, write: Write) -> None:
    ticket = write("문의", "앱이 멈춰요")

    class ChangedMind(Exception):
        pass

    def forget_and_change_ones_mind() -> None:
        with transaction.atomic():
            forget(tickets=[ticket.pk])
            raise ChangedMind

    with pytest.raises(ChangedMind):
        forget_and_change_ones_mind()
    assert numbers(mina, "멈춰요") == [ticket.number]


def test_a_message_costs_few_statements(mina: User, open_ticket: OpenTicket) -> None:
    ids = [message.pk for message in Message.objects.filter(ticket=open_ticket())]
    forget(messages=ids)
    with CaptureQueriesContext(connection) as asked:
        index_messages(ids)
    assert len(asked) <= 7, [one["sql"][:80] for one in asked]
    twenty = [Message.objects.get(ticket=open_ticket()).pk for _ in range(20)]
    forget(messages=twenty)
    with CaptureQueriesContext(connection) as asked_for_twenty:
        index_messages(twenty)
    assert len(asked_for_twenty) == len(asked)


def test_a_rebuild_finds_what_was_found_before(mina: User, seoa: User, write: Write) -> None:
    tickets = [write("문의", f"배송 문의 {n}") for n in range(3)]
    storage().clear()
    assert numbers(mina, "배송") == []
    call_command("search", "rebuild")
    assert numbers(mina, "배송") == [ticket.number for ticket in reversed(tickets)]
    assert [hit.person_id for hit in find(mina, "윤서아").people] == [seoa.pk]
    assert rebuilding.is_current()


def test_a_stopped_rebuild_goes_on_where_it_was(
    mina: User, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "AT_ONCE", 1)
    tickets = [write("문의", f"배송 문의 {n}") for n in range(3)]
    rebuild = rebuilding.begin()
    rebuilding.step(rebuild)
    assert numbers(mina, "배송") == [tickets[2].number], "the newest are found first"
    assert not rebuilding.is_current()
    new = write("문의", "배송 문의, 그 사이에 온")
    call_command("search", "rebuild")
    assert Rebuild.objects.count() == 1
    assert numbers(mina, "배송") == [ticket.number for ticket in (new, *reversed(tickets))]


def test_a_rebuild_can_be_begun_anew(mina: User, write: Write) -> None:
    ticket = write("문의", "배송 문의")
    rebuilding.begin()
    call_command("search", "rebuild", "--again")
    assert Rebuild.objects.count() == 2
    assert numbers(mina, "배송") == [ticket.number]


def test_common_words_are_found_as_rare_ones_are(
    mina: User, seoa: User, noor: User, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "COMMON", 2)
    index_people([seoa.pk, noor.pk])
    tickets = [write("문의", f"배송 문의 {n}") for n in range(4)]
    assert numbers(mina, "배송") == [ticket.number for ticket in reversed(tickets)]
    assert len(find(mina, "example.com").people) == 2


@pytest.mark.parametrize("newest", [1, 2, 100])
@pytest.mark.parametrize("read_on", [0, 3, 10_000])
@pytest.mark.parametrize("common", [1, 3, 100])
def test_whichever_way_words_are_looked_for_the_newest_are_found_in_their_order(
    mina: User, write: Write, monkeypatch: pytest.MonkeyPatch, newest: int, read_on: int, common: int
) -> None:
    for name, value in (("NEWEST", newest), ("READ_ON", read_on), ("COMMON", common)):
        monkeypatch.setattr(postgres, name, value)
    tickets = [write("문의", f"{'배송' if n % 2 else '결제'} 문의 {n}") for n in range(8)]
    asked = query("배송").strict()
    of_delivery = [ticket.pk for ticket in reversed(tickets[1::2])]
    for limit in (1, 2, 3, 4, 9):
        found = storage().find_messages(asked, below=BEYOND_ALL, limit=limit, internal=True)
        assert [one.ticket_id for one in found] == of_delivery[:limit]
    oldest = find(mina, "배송", limit=3)
    assert [hit.ticket_id for hit in oldest.tickets] == of_delivery[:3]


def test_a_fresh_desk_needs_no_rebuild(db: None) -> None:
    assert rebuilding.is_current()


def test_many_words_with_one_beginning_are_all_found(mina: User, open_ticket: OpenTicket) -> None:
    tickets = [open_ticket("Codes", text=f"code{chr(97 + n)}x") for n in range(20)]
    index_what_happened()
    assert len(find(mina, "code", limit=50).tickets) == len(tickets)
