"""What can be relied on between writing an answer and its leaving."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from madang.accounts.actions import set_send_delay
from madang.accounts.models import Team, User
from madang.brands.actions import change_desk
from madang.brands.models import Desk, Language
from madang.channels.base import File
from madang.delivery.models import Delivery
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.actions import Answer
from madang.tickets.copies import Recipients
from madang.tickets.errors import (
    Crossed,
    EmptyMessage,
    NoRecipient,
    NotAllowed,
    NotItsTime,
    NotWaiting,
    TicketClosed,
    WrongRecipient,
)
from madang.tickets.models import (
    Attachment,
    Draft,
    Message,
    PlannedReply,
    PlannedState,
    Status,
    StoppedBy,
    Ticket,
    Visibility,
)
from madang.tickets.planning import delay_of
from tests.cast import OpenTicket
from tests.tickets.planning import REFUND, kinds, let_leave, let_time_pass, planned_on, sent, soon, state

pytestmark = pytest.mark.django_db


def test_a_scheduled_answer_leaves_at_its_time_and_not_before(ticket: Ticket, mina: User) -> None:
    planned = planned_on(ticket, mina)
    let_leave()
    assert sent(ticket) == []
    assert not Delivery.objects.exists()
    ticket.refresh_from_db()
    assert ticket.waiting_since is not None

    let_time_pass(planned)
    let_leave()
    assert sent(ticket) == ["환불을 요청했어요."]
    assert Delivery.objects.get().recipient == "seoa.yoon@example.com"
    assert state(planned) == PlannedState.RELEASED
    assert planned.message is not None
    assert planned.message.author == mina
    after = Ticket.objects.get(pk=ticket.pk)
    assert after.status == Status.OPEN
    assert after.waiting_since is None
    assert kinds(ticket) == ["ticket.opened", "reply.scheduled", "message.sent", "ticket.status_changed"]


def test_a_tick_that_comes_again_sends_nothing_again(ticket: Ticket, mina: User) -> None:
    let_time_pass(planned_on(ticket, mina))
    for _ in range(3):
        let_leave()
    assert len(sent(ticket)) == 1


def test_the_longest_due_leave_first(open_ticket: OpenTicket, mina: User) -> None:
    tickets = [open_ticket(f"문의 {nth}") for nth in range(3)]
    for minutes, ticket in zip((1, 3, 2), tickets, strict=True):
        planned = planned_on(ticket, mina)
        PlannedReply.objects.filter(pk=planned.pk).update(due_at=timezone.now() - timedelta(minutes=minutes))
    let_leave()
    left = Message.objects.filter(incoming=False).order_by("pk").values_list("ticket", flat=True)
    assert list(left) == [tickets[1].pk, tickets[2].pk, tickets[0].pk]


@pytest.mark.parametrize("due", [timedelta(hours=24, minutes=5), -timedelta(minutes=5)])
def test_an_answer_waits_a_day_at_most_and_leaves_in_no_past(
    ticket: Ticket, mina: User, due: timedelta
) -> None:
    with pytest.raises(NotItsTime):
        planned_on(ticket, mina, timezone.now() + due)
    assert not PlannedReply.objects.exists()


def test_nothing_can_not_be_scheduled(ticket: Ticket, mina: User) -> None:
    with pytest.raises(EmptyMessage):
        actions.schedule(ticket, Answer(body_text=" "), due_at=soon(), by=mina)


def test_the_same_press_schedules_once(ticket: Ticket, mina: User) -> None:
    first = actions.schedule(ticket, REFUND, due_at=soon(), by=mina, key="press-1")
    assert actions.schedule(ticket, REFUND, due_at=soon(), by=mina, key="press-1") == first
    assert PlannedReply.objects.count() == 1


def test_an_answer_that_crosses_another_is_not_scheduled(ticket: Ticket, mina: User, jun: User) -> None:
    seen = ticket.messages.latest("pk").pk
    actions.reply(ticket, by=jun, body_text="제가 볼게요.")
    with pytest.raises(Crossed):
        actions.schedule(ticket, REFUND, due_at=soon(), by=mina, seen=seen)


def test_the_status_is_set_when_the_answer_leaves(ticket: Ticket, mina: User) -> None:
    planned = actions.schedule(
        ticket, Answer(body_text="해결했어요.", then=Status.SOLVED), due_at=soon(), by=mina
    )
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW
    actions.send_now(planned, by=mina)
    ticket.refresh_from_db()
    assert ticket.status == Status.SOLVED


def test_the_draft_and_its_files_wait_with_the_answer_and_leave_with_it(ticket: Ticket, mina: User) -> None:
    receipt = File(filename="영수증.pdf", content_type="application/pdf", content=b"%PDF")
    actions.add_to_draft(ticket, by=mina, visibility=Visibility.PUBLIC, file=receipt)
    planned = planned_on(ticket, mina)
    assert not Draft.objects.exists()
    assert planned.attachments.get().filename == "영수증.pdf"
    message = actions.send_now(planned, by=mina)
    assert message.attachments.get().filename == "영수증.pdf"
    assert not planned.attachments.exists()


def test_a_customers_new_message_stops_what_was_to_leave_in_its_own_transaction(
    ticket: Ticket, mina: User, jun: User, seoa: User
) -> None:
    scheduled = planned_on(ticket, mina)
    in_review = actions.ask_review(ticket, REFUND, reviewer=mina, by=jun)
    actions.receive(ticket, actions.Written(author=seoa, body_text="이미 환불받았어요."))
    assert [state(scheduled), state(in_review)] == ["stopped by customer"] * 2
    strokes = Event.objects.filter(kind__in=["message.received", "reply.stopped"]).values_list("stroke")
    assert strokes.count() == 3
    assert len(set(strokes)) == 1
    let_time_pass(scheduled)
    let_leave()
    assert sent(ticket) == []


def test_a_machines_answer_stops_nothing(ticket: Ticket, mina: User, seoa: User) -> None:
    planned = planned_on(ticket, mina)
    away = actions.Written(author=seoa, body_text="휴가 중입니다", auto_reply="vacation")
    actions.receive(ticket, away)
    assert state(planned) == PlannedState.SCHEDULED


def test_a_colleagues_answer_stops_what_was_to_leave_but_ones_own_does_not(
    ticket: Ticket, mina: User, jun: User
) -> None:
    planned = planned_on(ticket, mina)
    actions.reply(ticket, by=mina, body_text="먼저 확인 중이에요.")
    assert state(planned) == PlannedState.SCHEDULED
    actions.note(ticket, by=jun, body_text="카드사에 물어봤습니다")
    assert state(planned) == PlannedState.SCHEDULED
    actions.reply(ticket, by=jun, body_text="처리했어요.")
    assert state(planned) == "stopped by colleague"


def test_a_stopped_answer_is_sent_once_its_author_has_read_what_came(
    ticket: Ticket, mina: User, seoa: User
) -> None:
    seen = ticket.messages.latest("pk").pk
    planned = planned_on(ticket, mina)
    came = actions.receive(ticket, actions.Written(author=seoa, body_text="카드는 신한이에요."))
    with pytest.raises(Crossed):
        actions.send_now(planned, by=mina, seen=seen)
    with pytest.raises(Crossed):
        actions.reschedule(planned, due_at=soon(), by=mina, seen=seen)
    actions.reschedule(planned, due_at=soon(), by=mina, seen=came.pk)
    assert state(planned) == PlannedState.SCHEDULED
    actions.send_now(planned, by=mina, seen=came.pk)
    assert sent(ticket) == ["환불을 요청했어요."]


def test_a_closed_ticket_lets_nothing_leave_and_gives_the_words_back(ticket: Ticket, mina: User) -> None:
    planned = planned_on(ticket, mina)
    actions.change_status(ticket, to=Status.CLOSED, by=mina)
    assert state(planned) == "stopped by closed"
    with pytest.raises(TicketClosed):
        actions.send_now(planned, by=mina)
    assert actions.cancel(planned, by=mina).body_html == "<p>환불을 요청했어요.</p>"


def test_a_merge_stops_the_answers_of_both_and_they_go_on_where_the_conversation_does(
    open_ticket: OpenTicket, mina: User
) -> None:
    one, other = open_ticket("배송"), open_ticket("배송 또")
    planned, there = planned_on(one, mina), planned_on(other, mina)
    actions.merge(one, into=other, by=mina)
    assert [state(planned), state(there)] == ["stopped by merged"] * 2
    actions.reschedule(planned, due_at=soon(), by=mina)
    let_time_pass(planned)
    let_leave()
    assert (sent(one), sent(other)) == ([], ["환불을 요청했어요."])


def test_pressing_send_now_twice_sends_once(ticket: Ticket, mina: User) -> None:
    planned = planned_on(ticket, mina)
    assert actions.send_now(planned, by=mina) == actions.send_now(planned, by=mina)
    assert len(sent(ticket)) == 1


def test_what_is_called_back_stands_before_what_was_drafted_meanwhile(ticket: Ticket, mina: User) -> None:
    receipt = File(filename="영수증.pdf", content_type="application/pdf", content=b"%PDF")
    actions.add_to_draft(ticket, by=mina, visibility=Visibility.PUBLIC, file=receipt)
    planned = planned_on(ticket, mina)
    actions.keep_draft(ticket, by=mina, visibility=Visibility.PUBLIC, body_html="<p>덧붙여</p>")
    draft = actions.cancel(planned, by=mina)
    assert draft.body_html == "<p>환불을 요청했어요.</p><p><br></p><p>덧붙여</p>"
    assert draft.attachments.get().filename == "영수증.pdf"
    assert state(planned) == PlannedState.CANCELLED
    let_time_pass(planned)
    let_leave()
    assert sent(ticket) == []
    for again in (actions.cancel, actions.send_now, actions.hold):
        with pytest.raises(NotWaiting):
            again(planned, by=mina)


def test_an_answer_that_is_being_changed_does_not_leave_under_the_hand(ticket: Ticket, mina: User) -> None:
    planned = planned_on(ticket, mina)
    actions.hold(planned, by=mina)
    let_time_pass(planned)
    let_leave()
    assert sent(ticket) == []
    actions.change_reply(planned, body_text="내일 환불돼요.", body_html="<p>내일 환불돼요.</p>", by=mina)
    let_leave()
    assert sent(ticket) == ["내일 환불돼요."]


def test_looking_without_changing_puts_the_answer_back_on_its_time(ticket: Ticket, mina: User) -> None:
    planned = planned_on(ticket, mina)
    due_at = planned.due_at
    actions.hold(planned, by=mina)
    assert state(planned) == "stopped by editing"
    actions.let_go(planned, by=mina)
    assert (state(planned), planned.due_at, planned.editor) == (PlannedState.SCHEDULED, due_at, None)
    assert "reply.changed" not in kinds(ticket)


def test_words_that_were_stopped_while_somebody_changed_them_are_kept_and_stay_stopped(
    ticket: Ticket, mina: User, seoa: User
) -> None:
    planned = planned_on(ticket, mina)
    actions.hold(planned, by=mina)
    came = actions.receive(ticket, actions.Written(author=seoa, body_text="잠깐만요."))
    assert state(planned) == "stopped by customer"
    actions.change_reply(planned, body_text="새 글", body_html="<p>새 글</p>", by=mina, seen=came.pk)
    assert (state(planned), planned.body_text) == ("stopped by customer", "새 글")
    let_time_pass(planned)
    let_leave()
    assert sent(ticket) == []


def test_the_answer_of_somebody_who_was_let_go_stops_and_says_so(ticket: Ticket, mina: User) -> None:
    planned = planned_on(ticket, mina)
    User.objects.filter(pk=mina.pk).update(is_active=False)
    let_time_pass(planned)
    let_leave()
    assert sent(ticket) == []
    assert state(planned) == "stopped by rights"


def test_an_answer_that_can_not_leave_says_why_and_keeps_no_other_back(
    open_ticket: OpenTicket, mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = planned_on(open_ticket("하나"), mina), planned_on(open_ticket("둘"), mina)
    let_time_pass(broken)
    let_time_pass(other)
    from madang.tickets.actions import release as module

    real = module.release_planned

    def failing(ticket: Ticket, planned: PlannedReply, *, by: User) -> Message:
        message = real(ticket, planned, by=by)
        if planned.pk == broken.pk:
            raise RuntimeError("no room left")
        return message

    monkeypatch.setattr(module, "release_planned", failing)
    let_leave()
    assert state(broken) == "stopped by failure"
    assert broken.error == "RuntimeError: no room left"
    assert state(other) == PlannedState.RELEASED
    assert Message.objects.filter(incoming=False).count() == 1
    monkeypatch.undo()
    actions.send_now(broken, by=mina)
    assert Message.objects.filter(incoming=False).count() == 2


def test_an_inline_picture_that_was_deleted_from_the_words_does_not_leave(ticket: Ticket, mina: User) -> None:
    planned = planned_on(ticket, mina)
    Attachment.objects.create(
        planned=planned,
        author=mina,
        file=ContentFile(b"png", name="file"),
        filename="화면.png",
        content_type="image/png",
        size=3,
        inline=True,
        content_id="a@madang",
    )
    assert actions.send_now(planned, by=mina).attachments.count() == 0


def test_stopping_says_why(ticket: Ticket, mina: User, seoa: User) -> None:
    planned_on(ticket, mina)
    actions.receive(ticket, actions.Written(author=seoa, body_text="또 써요."))
    stopped = Event.objects.get(kind="reply.stopped")
    assert stopped.data["why"] == StoppedBy.CUSTOMER
    assert stopped.actor_id == seoa.pk


def test_answers_wait_as_long_as_the_team_wants_else_as_the_desk_does(
    desk: Desk, ticket: Ticket, payments: Team, mina: User, jiwoo: User
) -> None:
    assert delay_of(ticket) == timedelta(0)
    change_desk(
        desk, name=desk.name, language=Language.KOREAN, time_zone="Asia/Seoul", send_delay=10, by=jiwoo
    )
    assert delay_of(ticket) == timedelta(seconds=10)
    actions.move(ticket, to=payments, by=mina)
    ticket = Ticket.objects.get(pk=ticket.pk)
    assert delay_of(ticket) == timedelta(seconds=10)
    set_send_delay(payments, to=0, by=jiwoo)
    assert delay_of(Ticket.objects.get(pk=ticket.pk)) == timedelta(0)
    set_send_delay(payments, to=3600, by=jiwoo)
    assert delay_of(Ticket.objects.get(pk=ticket.pk)) == timedelta(hours=1)


def test_to_whom_a_waiting_answer_goes_can_be_changed_until_it_leaves(
    ticket: Ticket, mina: User, jun: User
) -> None:
    planned = planned_on(ticket, mina)
    whom = Recipients(to=["Boss@Example.com "], cc=["seoa.yoon@example.com"], bcc=["audit@partner.example"])
    with pytest.raises(NotAllowed):
        actions.change_reply(planned, body_text="환불", body_html="<p>환불</p>", by=jun, whom=whom)

    def change(to: Recipients | None) -> None:
        actions.change_reply(
            planned, body_text=planned.body_text, body_html=planned.body_html, by=mina, whom=to
        )

    actions.hold(planned, by=mina)
    change(whom)
    changed = Event.objects.get(kind="reply.changed")
    assert changed.data["parts"] == ["recipients"]
    assert "@" not in str(changed.data), "history holds no addresses"
    change(whom)
    change(None)
    assert Event.objects.filter(kind="reply.changed").count() == 1, "the same people are no change"
    let_time_pass(planned)
    let_leave()
    message = Message.objects.get(incoming=False)
    assert (message.to, message.cc) == (["boss@example.com"], ["seoa.yoon@example.com"])
    assert message.bcc == ["audit@partner.example"]
    assert Delivery.objects.count() == 3


@pytest.mark.parametrize(
    "whom",
    [
        Recipients(to=[]),
        Recipients(to=["seoa.yoon@example.com"], cc=["no address"]),
        Recipients(to=["seoa.yoon@example.com"], bcc=["help@lantern.example"]),
        Recipients(to=[f"{nth}@example.com" for nth in range(52)]),
    ],
    ids=["nobody", "no address", "our own", "too many"],
)
def test_a_waiting_answer_refuses_wrong_recipients_and_stays_as_it_was(
    ticket: Ticket, mina: User, whom: Recipients
) -> None:
    planned = planned_on(ticket, mina)
    with pytest.raises((WrongRecipient, NoRecipient)):
        actions.change_reply(planned, body_text="다른 말", body_html="<p>다른 말</p>", by=mina, whom=whom)
    planned.refresh_from_db()
    assert (planned.to, planned.cc, planned.body_text) == (None, [], REFUND.body_text)
    assert not Event.objects.filter(kind="reply.changed").exists()
