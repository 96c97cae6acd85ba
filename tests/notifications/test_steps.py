"""Customers are told of the steps that a brand chose, once for one cause, and never a machine."""

import pytest

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.kinds import email
from madang.delivery.models import Delivery, Purpose
from madang.lib.jobs.inline import run_pending
from madang.lib.text.filling import check
from madang.notifications.models import NoticeText
from madang.notifications.steps import GAPS, Step, first_words
from madang.tickets import actions
from madang.tickets.models import Status, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db(transaction=True)


def switch_on(brand: Brand, *steps: Step, body: str = "") -> None:
    for step in steps:
        NoticeText.objects.create(brand=brand, step=step, language="ko", is_on=True, body=body)


@pytest.fixture
def asked(open_ticket: OpenTicket, seoa: User, deungbul: Brand) -> Ticket:
    """서아's ticket, with the notice that it was received switched off."""
    NoticeText.objects.create(brand=deungbul, step=Step.RECEIVED, language="ko", is_on=False)
    ticket = open_ticket()
    run_pending()
    return ticket


def told() -> list[str]:
    run_pending()
    notices = Delivery.objects.filter(purpose=Purpose.NOTICE, recipient="seoa.yoon@example.com").order_by(
        "pk"
    )
    return [email.parse(bytes(one.raw or b"")).body_text for one in notices]


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_programs_own_words_can_be_filled_in(step: Step, language: str) -> None:
    check(first_words(step, language, named=True), names=GAPS)


def test_a_customer_is_told_that_it_was_received(open_ticket: OpenTicket) -> None:
    ticket = open_ticket()
    (words,) = told()
    assert f"“결제가 두 번 됐어요”(#{ticket.number})를 잘 받았어요" in words


def test_nothing_else_is_told_until_a_brand_says_so(asked: Ticket, mina: User) -> None:
    actions.assign(asked, to=mina, by=mina)
    actions.change_status(asked, to=Status.SOLVED, by=mina)
    assert told() == []


def test_each_step_that_is_on_is_told_in_the_brands_words(asked: Ticket, mina: User, deungbul: Brand) -> None:
    switch_on(deungbul, Step.ASSIGNED, body="{{ name }} 님, {{ agent|이가 }} 봅니다.")
    switch_on(deungbul, Step.SOLVED, Step.REOPENED)
    actions.assign(asked, to=mina, by=mina)
    actions.change_status(asked, to=Status.SOLVED, by=mina)
    actions.change_status(asked, to=Status.OPEN, by=mina)
    words = told()
    assert "윤서아 님, 김민아 님이 봅니다." in words[0]
    assert "해결했어요" in words[1]
    assert "다시 열었어요. 등불 스토어가" in words[2]
    assert len(words) == 3


def test_an_answer_says_it_and_no_notice_is_sent_beside_it(
    asked: Ticket, mina: User, deungbul: Brand
) -> None:
    switch_on(deungbul, Step.WAITING, Step.SOLVED)
    actions.reply(asked, by=mina, body_text="해결했어요.", then=Status.SOLVED)
    assert told() == []


def test_the_same_cause_is_told_once_however_often_it_is_looked_at(
    asked: Ticket, mina: User, deungbul: Brand
) -> None:
    from madang.history.models import Event
    from madang.notifications.received import tell_of_step

    switch_on(deungbul, Step.SOLVED)
    actions.change_status(asked, to=Status.SOLVED, by=mina)
    assert len(told()) == 1
    tell_of_step(Event.objects.get(kind="ticket.status_changed"))
    assert len(told()) == 1


def test_a_machine_is_told_nothing(
    open_ticket: OpenTicket, seoa: User, mina: User, deungbul: Brand, asked: Ticket
) -> None:
    switch_on(deungbul, Step.SOLVED)
    actions.receive(asked, actions.Written(author=seoa, body_text="부재중", auto_reply="vacation"))
    actions.change_status(asked, to=Status.SOLVED, by=mina)
    assert told() == []


def test_an_address_that_mail_came_back_from_is_told_nothing(
    asked: Ticket, mina: User, deungbul: Brand
) -> None:
    from django.utils import timezone

    from madang.delivery.models import Unreachable

    switch_on(deungbul, Step.SOLVED)
    Unreachable.objects.create(email="seoa.yoon@example.com", stopped_at=timezone.now())
    actions.change_status(asked, to=Status.SOLVED, by=mina)
    assert told() == []


def test_a_notice_is_marked_as_written_by_a_machine(asked: Ticket, mina: User, deungbul: Brand) -> None:
    switch_on(deungbul, Step.SOLVED)
    actions.change_status(asked, to=Status.SOLVED, by=mina)
    told()
    raw = bytes(Delivery.objects.get(purpose=Purpose.NOTICE).raw or b"")
    assert b"Auto-Submitted: auto-" in raw
    assert b"X-Auto-Response-Suppress:" in raw
    assert b"Precedence: auto_reply" in raw
