"""A message that can't be read stops no other, however it fails, and no two processes take the same."""

import pytest
from django.db import OperationalError

from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.intake import claiming
from madang.intake.accept import ENDED_WHILE_READING, take_waiting
from madang.intake.actions import try_again
from madang.intake.models import RawMessage, RawState
from madang.intake.store import store
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.intake.mails import mail

pytestmark = pytest.mark.django_db(transaction=True)


def stored(inbox: Inbox, *words: str) -> list[RawMessage]:
    """Mails that wait to be read."""
    rows: list[RawMessage] = []
    for text in words:
        rows += store(mail(text), mail_from="seoa.yoon@example.com", recipients=[(inbox, inbox.address)])
    return rows


def states() -> list[str]:
    return list(RawMessage.objects.order_by("pk").values_list("state", flat=True))


def die_while_reading() -> None:
    """A process claims what waits and is gone."""
    assert claiming.claim("dead") or claiming.claim_suspect("dead")
    claiming.release_of_the_dead("living", is_alive=lambda name: name == "living")


def test_a_message_that_kills_its_reader_is_given_up_and_the_others_are_taken(help_inbox: Inbox) -> None:
    killer, innocent = stored(help_inbox, "죽이는 메일", "무고한 메일")
    for _ in range(claiming.MOST_ATTEMPTS):
        die_while_reading()  # the first time with both in hand, then with the oldest alone
    while take_waiting("living"):
        pass
    killer.refresh_from_db()
    innocent.refresh_from_db()
    assert (killer.state, killer.error) == (RawState.FAILED, ENDED_WHILE_READING)
    assert innocent.state == RawState.TAKEN


def test_a_message_that_was_given_up_can_be_tried_again(help_inbox: Inbox) -> None:
    (raw,) = stored(help_inbox, "다시 읽어 주세요")
    for _ in range(claiming.MOST_ATTEMPTS):
        die_while_reading()
    take_waiting("living")
    raw.refresh_from_db()
    try_again(raw, by=None)
    take_waiting("living")
    raw.refresh_from_db()
    assert raw.state == RawState.TAKEN


def test_two_processes_never_read_the_same_message(help_inbox: Inbox) -> None:
    stored(help_inbox, "하나", "둘")
    first = claiming.claim("first")
    assert len(first) == 2
    assert claiming.claim("second") == []
    assert not take_waiting("second")
    assert Message.objects.count() == 0


def test_what_a_process_read_for_too_long_is_taken_by_another_and_not_twice(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(help_inbox, "느린 메일")
    read = email.parse

    def slowly(raw: bytes) -> object:
        monkeypatch.setattr(email, "parse", read)
        RawMessage.objects.update(claimed_until="2026-11-01T00:00:00Z")
        assert take_waiting("quicker")
        return read(raw)

    monkeypatch.setattr(email, "parse", slowly)
    take_waiting("slow")
    assert states() == [RawState.TAKEN]
    assert Message.objects.count() == 1


def test_one_that_cannot_be_taken_does_not_hold_up_its_batch(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, bad, last = stored(help_inbox, "첫째", "둘째", "셋째")
    opening = actions.open_ticket

    def fails_once_more(**given: object) -> object:
        if getattr(given["written"], "body_text", "").startswith("둘째"):
            raise RuntimeError("no room for it")
        return opening(**given)  # type: ignore[arg-type]  # passed on as given

    monkeypatch.setattr("madang.intake.accept.open_ticket", fails_once_more)
    while take_waiting():
        pass
    assert states() == [RawState.TAKEN, RawState.FAILED, RawState.TAKEN]
    bad.refresh_from_db()
    assert "no room for it" in bad.error
    assert Ticket.objects.count() == 2
    assert {raw.pk for raw in (first, last)} == set(
        RawMessage.objects.filter(message__isnull=False).values_list("pk", flat=True)
    )


def test_a_database_that_does_not_answer_is_no_fault_of_the_messages(
    help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    (raw,) = stored(help_inbox, "잠깐만요")

    def unanswered(**given: object) -> object:
        raise OperationalError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr("madang.intake.accept.open_ticket", unanswered)
        for _ in range(claiming.MOST_ATTEMPTS + 1):
            with pytest.raises(OperationalError):
                take_waiting()
    raw.refresh_from_db()
    assert (raw.state, raw.attempts) == (RawState.STORED, 0)
    take_waiting()
    assert states() == [RawState.TAKEN]


def test_an_answer_that_comes_in_the_same_batch_finds_its_ticket(help_inbox: Inbox) -> None:
    for raw in (
        mail("처음", message_id="<a@example.com>"),
        mail("그리고요", message_id="<b@example.com>", In_Reply_To="<a@example.com>"),
        mail("하나 더", In_Reply_To="<b@example.com>"),
    ):
        store(raw, mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    take_waiting()
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 3


def test_an_answer_waits_for_what_another_process_may_just_be_reading(help_inbox: Inbox) -> None:
    first = mail("처음", message_id="<a@example.com>")
    answer = mail("그리고요", In_Reply_To="<a@example.com>")
    store(first, mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    assert len(claiming.claim("first")) == 1
    store(answer, mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    assert not take_waiting("second")
    assert states() == [RawState.READING, RawState.STORED]

    claiming.release_of_the_dead("second", is_alive=lambda name: name == "second")
    while take_waiting("second"):
        pass
    assert states() == [RawState.TAKEN, RawState.TAKEN]
    assert Ticket.objects.count() == 1


def test_an_answer_to_something_unknown_waits_for_nothing_else(help_inbox: Inbox) -> None:
    answer = mail("그리고요", In_Reply_To="<unknown@example.com>")
    store(answer, mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    take_waiting("second")
    assert states() == [RawState.TAKEN]
