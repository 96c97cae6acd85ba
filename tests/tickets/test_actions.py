"""What agents can rely on when they act on a ticket."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from madang.accounts.models import Team, User
from madang.accounts.roles import PERMISSIONS, Permission
from madang.history.models import Event
from madang.history.recording import record
from madang.tickets import actions
from madang.tickets.errors import Crossed, EmptyMessage, NotAllowed, NotAnAgent, TicketClosed
from madang.tickets.events import TICKET_ASSIGNED, Moved
from madang.tickets.models import Draft, Message, Priority, Status, Ticket, Visibility
from madang.tickets.queries import messages_visible_to, visible_to

pytestmark = pytest.mark.django_db


@contextmanager
def no_new_events(ticket: Ticket) -> Iterator[None]:
    before = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).count()
    yield
    assert Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).count() == before


def kinds(ticket: Ticket) -> list[str]:
    return list(
        Event.objects.filter(subject_type="ticket", subject_id=ticket.pk)
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def test_a_new_ticket_has_a_number_and_its_opening_is_history(ticket: Ticket) -> None:
    assert ticket.number > 0
    assert ticket.status == Status.NEW
    assert kinds(ticket) == ["ticket.opened"]


def test_numbers_rise_and_are_never_given_twice(open_ticket: "object") -> None:
    numbers = [open_ticket(f"문의 {n}").number for n in range(5)]  # type: ignore[operator]  # a fixture that is a function
    assert numbers == sorted(set(numbers))


def test_assigning_to_the_same_agent_is_silent(ticket: Ticket, jun: User, mina: User) -> None:
    actions.assign(ticket, to=jun, by=mina)
    with no_new_events(ticket):
        actions.assign(ticket, to=jun, by=mina)


def test_a_customer_is_never_an_assignee(ticket: Ticket, seoa: User, mina: User) -> None:
    with pytest.raises(NotAnAgent), no_new_events(ticket):
        actions.assign(ticket, to=seoa, by=mina)


def test_a_light_agent_cannot_assign_or_answer(
    ticket: Ticket, technical: Team, haneul: User, mina: User
) -> None:
    actions.move(ticket, to=technical, by=mina)
    with pytest.raises(NotAllowed):
        actions.assign(ticket, to=haneul, by=haneul)
    with pytest.raises(NotAllowed):
        actions.reply(ticket, by=haneul, body_text="안녕하세요")
    actions.note(ticket, by=haneul, body_text="로그 확인했습니다")
    assert ticket.messages.filter(visibility=Visibility.INTERNAL).count() == 1


def test_a_light_agent_neither_sees_nor_touches_other_teams_tickets(ticket: Ticket, haneul: User) -> None:
    assert not visible_to(haneul).exists()
    assert not messages_visible_to(haneul).exists()
    with pytest.raises(NotAllowed):
        actions.note(ticket, by=haneul, body_text="몰래")


def test_a_customer_sees_nothing_of_the_workspace(ticket: Ticket, seoa: User) -> None:
    assert not visible_to(seoa).exists()


def test_an_answer_opens_a_new_ticket_and_ends_the_waiting(ticket: Ticket, mina: User) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert ticket.waiting_since is None
    assert ticket.preview == "확인했어요."


def test_an_answer_can_set_the_status_with_it(ticket: Ticket, mina: User) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.", then=Status.PENDING)
    ticket.refresh_from_db()
    assert ticket.status == Status.PENDING
    assert kinds(ticket)[-2:] == ["message.sent", "ticket.status_changed"]
    strokes = Event.objects.order_by("-pk").values_list("stroke", flat=True)[:2]
    assert strokes[0] == strokes[1]


def test_a_reply_that_crosses_another_is_stopped_and_shows_it(ticket: Ticket, mina: User, jun: User) -> None:
    seen = ticket.messages.latest("pk").pk
    first = actions.reply(ticket, by=jun, body_text="제가 볼게요.", seen=seen)
    with pytest.raises(Crossed) as crossed:
        actions.reply(ticket, by=mina, body_text="환불했어요.", seen=seen)
    assert crossed.value.newer == [first]
    actions.reply(ticket, by=mina, body_text="환불했어요.", seen=first.pk)


def test_pressing_send_twice_sends_once(ticket: Ticket, mina: User) -> None:
    first = actions.reply(ticket, by=mina, body_text="확인했어요.", key="press-1")
    again = actions.reply(ticket, by=mina, body_text="확인했어요.", key="press-1")
    assert first == again
    assert Message.objects.filter(author=mina).count() == 1


def test_an_empty_answer_changes_nothing(ticket: Ticket, mina: User) -> None:
    with pytest.raises(EmptyMessage), no_new_events(ticket):
        actions.reply(ticket, by=mina, body_text="  \n ")


def test_a_sent_answer_uses_up_its_draft(ticket: Ticket, mina: User) -> None:
    Draft.objects.create(ticket=ticket, author=mina, body_html="<p>확인</p>")
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    assert not Draft.objects.exists()


def test_what_a_customer_writes_reopens_a_solved_ticket(ticket: Ticket, seoa: User, mina: User) -> None:
    actions.change_status(ticket, to=Status.SOLVED, by=mina)
    actions.receive(ticket, actions.Written(author=seoa, body_text="아직 안 돼요"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.is_open, ticket.solved_at) == (Status.OPEN, True, None)
    assert ticket.waiting_since is not None


def test_an_automatic_reply_reopens_nothing(ticket: Ticket, seoa: User, mina: User) -> None:
    actions.change_status(ticket, to=Status.SOLVED, by=mina)
    actions.receive(ticket, actions.Written(author=seoa, body_text="휴가 중입니다", auto_reply="vacation"))
    ticket.refresh_from_db()
    assert ticket.status == Status.SOLVED


def test_a_closed_ticket_takes_no_more_changes(ticket: Ticket, mina: User) -> None:
    actions.change_status(ticket, to=Status.CLOSED, by=mina)
    with pytest.raises(TicketClosed):
        actions.reply(ticket, by=mina, body_text="하나 더요")
    with pytest.raises(TicketClosed):
        actions.change_priority(ticket, to=Priority.URGENT, by=mina)


def test_tags_are_trimmed_and_put_on_once(ticket: Ticket, mina: User) -> None:
    actions.tag(ticket, add=[" 이중결제 ", "이중결제", "VIP 고객", ""], by=mina)
    assert set(ticket.tags.values_list("name", flat=True)) == {"이중결제", "vip-고객"}
    with no_new_events(ticket):
        actions.tag(ticket, add=["이중결제"], remove=["없는것"], by=mina)


def test_a_note_leaves_the_customers_waiting_and_list_as_they_are(ticket: Ticket, jun: User) -> None:
    before = (ticket.preview, ticket.waiting_since, ticket.last_message_at)
    actions.note(ticket, by=jun, body_text="PG사에 확인 중")
    ticket.refresh_from_db()
    assert (ticket.preview, ticket.waiting_since, ticket.last_message_at) == before


def test_nobody_records_outside_an_action(ticket: Ticket, mina: User) -> None:
    with pytest.raises(RuntimeError):
        record(ticket, TICKET_ASSIGNED, by=mina, data=Moved(previous=None, current=mina.pk))


def test_who_may_not_write_notes_opens_no_task(
    ticket: Ticket, mina: User, technical: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PERMISSIONS, mina.role, PERMISSIONS[mina.role] - {Permission.NOTE})
    with pytest.raises(NotAllowed):
        actions.open_task(ticket, subject="로그 확인", text="", team=technical, by=mina)
    assert Ticket.objects.count() == 1
