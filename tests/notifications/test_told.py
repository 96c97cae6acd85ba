"""Who can act on an answer is told: once for one cause, in their language, and nobody who can't see the ticket."""

import re

import pytest
from django.utils import translation

from madang.accounts.models import Team, TeamMembership, User
from madang.channels.kinds import email
from madang.delivery.actions import mark_failed
from madang.delivery.models import Delivery, DeliveryState, Purpose, Reason
from madang.lib.jobs.inline import run_pending
from madang.notifications.actions import change_own_notices
from madang.notifications.news import Cause
from madang.tickets import actions
from madang.tickets.models import Status, Ticket
from tests.desk.conftest import SignedIn
from tests.desk.conftest import signed_in as signed_in
from tests.tickets.planning import REFUND, planned_on

pytestmark = pytest.mark.django_db(transaction=True)


def mails() -> list[tuple[str, str, str]]:
    """To whom, the subject, and the words of each mail to an agent."""
    run_pending()
    found = Delivery.objects.filter(purpose=Purpose.NOTICE).exclude(key__startswith="notice:").order_by("pk")
    read = [(one.recipient, email.parse(bytes(one.raw or b""))) for one in found]
    return [(recipient, mail.subject, mail.body_text) for recipient, mail in read]


def write(ticket: Ticket, author: User) -> None:
    actions.receive(ticket, actions.Written(author=author, body_text="아직이에요?"))


def test_whose_answer_a_customer_stopped_is_told_once_however_many_there_were(
    ticket: Ticket, mina: User, seoa: User
) -> None:
    planned_on(ticket, mina)
    planned_on(ticket, mina)
    write(ticket, seoa)
    ((recipient, subject, words),) = mails()
    assert recipient == mina.email
    assert subject == f"윤서아 님이 글을 보내서 #{ticket.number} 답변을 보내지 않았습니다"
    assert f"/desk/open/{ticket.number}/#planned-" in words
    assert "/accounts/notices/" in words
    assert "아직이에요?" not in words, "the customer's words stay in the desk"


def test_the_mail_is_in_the_language_of_who_reads_it(ticket: Ticket, mina: User, seoa: User) -> None:
    User.objects.filter(pk=mina.pk).update(language="en")
    planned_on(ticket, mina)
    write(ticket, seoa)
    ((_, subject, words),) = mails()
    assert subject == f"윤서아 wrote, so your answer on #{ticket.number} did not leave"
    assert "Look at it again" in words


def test_a_reviewer_and_then_the_author_are_told_with_the_note(ticket: Ticket, mina: User, jun: User) -> None:
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina, note="금액을 봐주세요")
    ((recipient, subject, words),) = mails()
    assert (recipient, "금액을 봐주세요" in words) == (jun.email, True)
    assert subject == f"김민아 님이 #{ticket.number} 답변의 검토를 요청했습니다"
    actions.return_reply(planned, note="29,000원입니다", by=jun)
    recipient, subject, words = mails()[1]
    assert (recipient, "29,000원입니다" in words) == (mina.email, True)
    assert subject == f"박준 님이 #{ticket.number} 답변을 돌려보냈습니다"


def test_what_was_dealt_with_meanwhile_is_not_told_any_more(ticket: Ticket, mina: User, jun: User) -> None:
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina)
    actions.approve(planned, by=jun)
    assert mails() == []


def test_who_stopped_their_own_answer_is_not_told(ticket: Ticket, mina: User, jun: User) -> None:
    planned_on(ticket, mina)
    actions.change_status(ticket, to=Status.CLOSED, by=mina)
    assert mails() == []


def test_who_does_not_see_the_ticket_any_more_is_not_told_but_who_has_it(
    ticket: Ticket, mina: User, jun: User, seoa: User
) -> None:
    planned_on(ticket, mina)
    actions.assign(ticket, to=jun, by=None)
    User.objects.filter(pk=mina.pk).update(reach="assigned")
    write(ticket, seoa)
    ((recipient, subject, _),) = mails()
    assert recipient == jun.email
    assert subject == f"윤서아 님이 글을 보내서 #{ticket.number}의 김민아 님 답변을 보내지 않았습니다"


def test_when_nobody_has_it_its_teams_lead_is_told_and_otherwise_nobody(
    ticket: Ticket, mina: User, jun: User, seoa: User, payments: Team
) -> None:
    planned_on(ticket, mina)
    User.objects.filter(pk=mina.pk).update(is_active=False)
    write(ticket, seoa)
    assert mails() == []
    User.objects.filter(pk=mina.pk).update(is_active=True)
    planned_on(ticket, mina)
    User.objects.filter(pk=mina.pk).update(is_active=False)
    actions.move(ticket, to=payments, by=None)
    TeamMembership.objects.create(team=payments, user=jun, is_lead=True)
    write(ticket, seoa)
    assert [recipient for recipient, _, _ in mails()] == [jun.email]


def test_who_wants_no_such_mails_gets_none_and_others_still(
    ticket: Ticket, mina: User, jun: User, seoa: User
) -> None:
    change_own_notices(mina, off=[Cause.STOPPED])
    planned_on(ticket, mina)
    write(ticket, seoa)
    assert mails() == []
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina)
    actions.return_reply(planned, note="다시", by=jun)
    assert [recipient for recipient, _, _ in mails()] == [mina.email]


def test_a_delivery_that_was_given_up_after_a_day_is_told_to_who_can_act(
    ticket: Ticket, mina: User, jun: User
) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    actions.assign(ticket, to=jun, by=None)
    User.objects.filter(pk=mina.pk).update(is_active=False)
    delivery = Delivery.objects.get(purpose=Purpose.REPLY)
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DEFERRED)
    mark_failed(delivery, error="451 later", reason=Reason.EXPIRED)
    ((recipient, _, words),) = mails()
    assert recipient == jun.email
    assert "김민아 님의 답변" in words
    assert "451 later" in words


def test_the_page_hears_of_it_at_once_and_nobody_elses_does(
    signed_in: SignedIn, ticket: Ticket, mina: User, jun: User, seoa: User
) -> None:
    planned = planned_on(ticket, mina)
    write(ticket, seoa)
    asked = f"/desk/news/?tickets={ticket.number},x&after=0"
    told = signed_in(mina).get(asked).json()
    assert told["news"] == [
        {
            "text": f"윤서아 님이 글을 보내서 #{ticket.number} 답변을 보내지 않았습니다",
            "href": f"/desk/open/{ticket.number}/#planned-{planned.pk}",
        }
    ]
    assert (
        signed_in(mina).get(f"/desk/news/?tickets={ticket.number}&after={told['last']}").json()["news"] == []
    )
    assert signed_in(jun).get(asked).json()["news"] == []


def test_each_sets_what_they_are_mailed_about(
    signed_in: SignedIn, mina: User, ticket: Ticket, jun: User
) -> None:
    browser = signed_in(jun)

    def ticked() -> int:
        page = browser.get("/accounts/notices/").content.decode()
        return len(re.findall(r'name="on" value="\w+" checked', page))

    assert ticked() == len(Cause)
    browser.post("/accounts/notices/", {"on": ["stopped", "returned", "undelivered", "made-up"]})
    assert ticked() == len(Cause) - 1
    actions.ask_review(ticket, REFUND, reviewer=jun, by=mina)
    assert mails() == []
    with translation.override("en"):
        assert str(Cause.REVIEW.label) == "An answer waits for my review"
