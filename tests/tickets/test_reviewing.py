"""Who decides about an answer that has not left."""

import pytest

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Reach, Role
from madang.tickets import actions
from madang.tickets.errors import (
    NotAllowed,
    NotAReviewer,
    NotWaiting,
)
from madang.tickets.models import (
    Message,
    PlannedState,
    Ticket,
)
from madang.tickets.planning import reviewers_for, waiting_for
from tests.cast import OpenTicket, person
from tests.tickets.planning import REFUND, kinds, let_leave, let_time_pass, planned_on, sent, soon, state

pytestmark = pytest.mark.django_db


def test_a_reviewer_approves_and_the_answer_leaves_as_its_authors(
    ticket: Ticket, mina: User, jun: User
) -> None:
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina, note="금액을 봐주세요")
    with pytest.raises(NotAllowed):
        actions.approve(planned, by=mina)
    with pytest.raises(NotAllowed):
        actions.send_now(planned, by=mina)
    message = actions.approve(planned, by=jun)
    assert message is not None
    assert message.author == mina
    assert kinds(ticket)[1:4] == ["reply.handed_over", "reply.approved", "message.sent"]


def test_what_is_approved_before_its_time_leaves_at_its_time(ticket: Ticket, mina: User, jun: User) -> None:
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina, due_at=soon())
    assert actions.approve(planned, by=jun) is None
    assert state(planned) == PlannedState.SCHEDULED
    let_time_pass(planned)
    let_leave()
    assert sent(ticket) == ["환불을 요청했어요."]


def test_what_is_in_review_does_not_leave_at_its_time(ticket: Ticket, mina: User, jun: User) -> None:
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina, due_at=soon())
    let_time_pass(planned)
    let_leave()
    assert sent(ticket) == []


def test_a_returned_answer_is_its_authors_again_with_the_note(ticket: Ticket, mina: User, jun: User) -> None:
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina)
    actions.return_reply(planned, note="금액이 틀렸습니다", by=jun)
    assert (state(planned), planned.note) == (PlannedState.RETURNED, "금액이 틀렸습니다")
    with pytest.raises(NotWaiting):
        actions.approve(planned, by=jun)
    actions.change_reply(planned, body_text="29,000원", body_html="<p>29,000원</p>", by=mina)
    actions.hand_to_reviewer(planned, reviewer=jun, by=mina)
    actions.change_reply(planned, body_text="29,000원이에요", body_html="<p>29,000원이에요</p>", by=jun)
    actions.approve(planned, by=jun)
    assert sent(ticket) == ["29,000원이에요"]


def test_others_answers_are_the_business_of_leads_and_reviewers_alone(
    ticket: Ticket, mina: User, jun: User, jiwoo: User, payments: Team
) -> None:
    actions.move(ticket, to=payments, by=mina)
    planned = planned_on(ticket, mina)
    for refused in (actions.cancel, actions.send_now, actions.hold):
        with pytest.raises(NotAllowed):
            refused(planned, by=jun)
    assert not waiting_for(jun).exists()
    assert waiting_for(mina).get() == waiting_for(jiwoo).get() == planned

    TeamMembership.objects.create(team=payments, user=jun, is_lead=True)
    assert waiting_for(jun).get() == planned
    actions.send_now(planned, by=jun)
    assert Message.objects.get(incoming=False).author == mina


def test_who_was_asked_may_review_that_one_and_while_it_is_in_review(
    ticket: Ticket, mina: User, jun: User
) -> None:
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina)
    assert waiting_for(jun).get() == planned
    actions.return_reply(planned, note="", by=jun)
    assert not waiting_for(jun).exists()
    with pytest.raises(NotAllowed):
        actions.cancel(planned, by=jun)


def test_reviewers_are_those_who_answer_and_see_the_ticket_and_leads_come_first(
    ticket: Ticket, mina: User, jun: User, jiwoo: User, haneul: User, payments: Team, technical: Team
) -> None:
    narrow = person("yuri@lantern.example", "최유리", Role.AGENT, reach=Reach.TEAMS)
    TeamMembership.objects.create(team=technical, user=narrow)
    actions.move(ticket, to=payments, by=mina)
    ticket.refresh_from_db()
    TeamMembership.objects.create(team=payments, user=jiwoo, is_lead=True)
    assert reviewers_for(ticket, but=mina) == [jiwoo, jun]
    for nobody in (haneul, narrow, mina):
        with pytest.raises(NotAReviewer):
            actions.ask_review(ticket, REFUND, reviewer=nobody, by=mina)


def test_a_light_agent_plans_nothing(ticket: Ticket, technical: Team, haneul: User, mina: User) -> None:
    actions.move(ticket, to=technical, by=mina)
    with pytest.raises(NotAllowed):
        planned_on(ticket, haneul)
    with pytest.raises(NotAllowed):
        actions.cancel(planned_on(ticket, mina), by=haneul)
    assert not waiting_for(haneul).exists()


def test_who_sees_no_more_than_their_team_sees_no_planned_answer_of_others(
    open_ticket: OpenTicket, mina: User, technical: Team
) -> None:
    lead = person("yuri@lantern.example", "최유리", Role.AGENT, reach=Reach.TEAMS)
    TeamMembership.objects.create(team=technical, user=lead, is_lead=True)
    theirs, others = open_ticket("기술"), open_ticket("결제")
    actions.move(theirs, to=technical, by=mina)
    seen = planned_on(theirs, mina)
    planned_on(others, mina)
    assert waiting_for(lead).get() == seen
