"""What the workspace shows of answers that wait, and what can be done with them there."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from madang.accounts.actions import set_send_delay
from madang.accounts.models import Team, TeamMembership, User
from madang.desk.compose.later import chosen, moments
from madang.tickets import actions
from madang.tickets.models import Attachment, Draft, Message, PlannedReply, PlannedState, Ticket
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn
from tests.tickets.planning import REFUND, planned_on, sent, soon, state

pytestmark = pytest.mark.django_db

SEOUL = ZoneInfo("Asia/Seoul")


def post(browser: Client, ticket: Ticket, **values: str) -> tuple[int, dict[str, Any]]:
    given = {"visibility": "public", "html": "<p>환불을 요청했어요.</p>", **values}
    answer = browser.post(f"/desk/tickets/{ticket.number}/send/", given)
    return answer.status_code, answer.json()


def act(browser: Client, planned: PlannedReply, do: str, **values: str) -> int:
    return browser.post(f"/desk/planned/{planned.pk}/", {"do": do, **values}).status_code


def page(browser: Client, ticket: Ticket) -> str:
    return browser.get(f"/desk/open/{ticket.number}/").content.decode()


def test_an_answer_can_leave_later_and_waits_at_the_end_of_the_conversation(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    status, told = post(browser, ticket, at="1h", key="press-1")
    assert status == 201
    planned = PlannedReply.objects.get(pk=told["planned"])
    assert planned.due_at is not None
    assert timedelta(minutes=59) < planned.due_at - timezone.now() <= timedelta(hours=1)
    assert post(browser, ticket, at="1h", key="press-1")[1]["planned"] == planned.pk
    for one in (browser, signed_in(jun)):
        shown = page(one, ticket)
        assert f'id="planned-{planned.pk}"' in shown
        assert "환불을 요청했어요." in shown
    assert 'data-do="cancel"' in page(browser, ticket)
    assert 'data-do="cancel"' not in page(signed_in(jun), ticket), "it is not his"


def test_where_answers_wait_each_is_planned_unless_its_author_says_now(
    signed_in: SignedIn, mina: User, jiwoo: User, ticket: Ticket, payments: Team
) -> None:
    actions.move(ticket, to=payments, by=mina)
    set_send_delay(payments, to=10, by=jiwoo)
    browser = signed_in(mina)
    assert "planned" in post(browser, ticket)[1]
    assert "message" in post(browser, ticket, at="now")[1]


def test_an_answer_can_be_given_to_a_colleague_who_approves_it(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    people = signed_in(mina).get(f"/desk/tickets/{ticket.number}/reviewers/").json()["people"]
    assert [(one["id"], one["name"]) for one in people] == [(jun.pk, "박준")]
    told = post(signed_in(mina), ticket, reviewer=str(jun.pk), note="금액을 봐주세요")[1]
    planned = PlannedReply.objects.get(pk=told["planned"])
    assert (planned.state, planned.note, planned.due_at) == (PlannedState.IN_REVIEW, "금액을 봐주세요", None)
    juns = signed_in(jun)
    assert "금액을 봐주세요" in page(juns, ticket)
    assert 'data-do="approve"' in page(juns, ticket)
    assert 'data-do="approve"' not in page(signed_in(mina), ticket)
    assert act(juns, planned, "change", html="<p>29,000원을 환불했어요.</p>") == 200
    assert act(signed_in(mina), planned, "approve") == 403
    assert act(juns, planned, "approve") == 200
    assert sent(ticket) == ["29,000원을 환불했어요."]
    assert Message.objects.get(incoming=False).author == mina


def test_a_returned_answer_is_shown_with_its_note_and_can_be_sent_or_handed_over_again(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    planned = actions.ask_review(ticket, REFUND, reviewer=jun, by=mina)
    assert act(signed_in(jun), planned, "return", note="금액이 틀렸습니다") == 200
    shown = page(signed_in(mina), ticket)
    assert "금액이 틀렸습니다" in shown
    assert "박준" in shown
    assert act(signed_in(mina), planned, "hand_over", reviewer=str(jun.pk)) == 200
    assert state(planned) == PlannedState.IN_REVIEW
    assert act(signed_in(mina), planned, "hand_over", reviewer="999999") == 409


def test_a_stopped_answer_says_why_and_is_sent_after_what_came_was_read(
    signed_in: SignedIn, mina: User, seoa: User, ticket: Ticket
) -> None:
    planned = planned_on(ticket, mina)
    before = str(ticket.messages.latest("pk").pk)
    came = actions.receive(ticket, actions.Written(author=seoa, body_text="이미 받았어요."))
    browser = signed_in(mina)
    User.objects.filter(pk=mina.pk).update(language="en")
    assert "The customer wrote meanwhile." in page(browser, ticket)
    assert act(browser, planned, "send", seen=before) == 409
    assert act(browser, planned, "reschedule", at="10m", seen=str(came.pk)) == 200
    assert state(planned) == PlannedState.SCHEDULED
    assert act(browser, planned, "send", seen=str(came.pk)) == 200
    assert sent(ticket) == ["환불을 요청했어요."]
    assert f'id="planned-{planned.pk}"' not in page(browser, ticket)


def test_what_is_called_back_is_in_the_composer_again(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    planned = PlannedReply.objects.get(pk=post(browser, ticket, at="10m")[1]["planned"])
    answer = browser.post(f"/desk/planned/{planned.pk}/", {"do": "cancel"})
    assert answer.json()["html"] == "<p>환불을 요청했어요.</p>"
    assert Draft.objects.get().body_html == "<p>환불을 요청했어요.</p>"
    assert act(browser, planned, "cancel") == 409


def test_an_answer_is_held_while_it_is_changed_and_leaves_at_its_time_after(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    planned, browser = planned_on(ticket, mina), signed_in(mina)
    assert act(browser, planned, "hold") == 200
    assert state(planned) == "stopped by editing"
    assert act(browser, planned, "change", html="<p>고침</p><script>alert(1)</script>") == 200
    assert state(planned) == PlannedState.SCHEDULED
    assert planned.body_html == "<p>고침</p>"
    assert act(browser, planned, "hold") == 200
    assert act(browser, planned, "let_go") == 200
    assert act(browser, planned, "change", html="") == 409
    assert act(browser, planned, "made-up") == 400
    assert act(browser, planned, "reschedule", at="2100-01-01T00:00") == 409
    assert act(browser, planned, "reschedule", at="yesterday") == 409


def test_who_does_not_see_the_ticket_sees_and_does_nothing(
    signed_in: SignedIn, mina: User, jun: User, haneul: User, ticket: Ticket, payments: Team
) -> None:
    actions.move(ticket, to=payments, by=mina)
    planned = planned_on(ticket, mina)
    kept = Attachment.objects.create(
        planned=planned, author=mina, file=ContentFile(b"1", name="file"), filename="영수증.txt",
        content_type="text/plain", size=1,
    )  # fmt: skip
    outside = signed_in(haneul)
    for address in (
        f"/desk/tickets/{ticket.number}/planned/",
        f"/desk/files/{kept.pk}/영수증.txt",
    ):
        assert outside.get(address).status_code == 404
        assert signed_in(jun).get(address).status_code == 200
    assert act(outside, planned, "cancel") == 404
    assert act(signed_in(jun), planned, "cancel") == 403
    assert sent(ticket) == []


def test_the_list_shows_leads_what_waits_and_others_their_own(
    signed_in: SignedIn, mina: User, jun: User, jiwoo: User, open_ticket: OpenTicket, payments: Team
) -> None:
    one, other = open_ticket("결제가 두 번"), open_ticket("<b>배송</b>이 늦어요 " + "긴 제목 " * 60)
    for ticket in (one, other):
        actions.move(ticket, to=payments, by=mina)
    planned_on(one, mina)
    actions.ask_review(other, REFUND, reviewer=jun, by=mina)
    for person, count in ((mina, 2), (jun, 1), (jiwoo, 2)):
        shown = signed_in(person).get("/desk/leaving/").content.decode()
        assert shown.count('class="leaving-line"') == count
        assert signed_in(person).get("/desk/counts/").json()["leaving"] == str(count)
        assert "<b>배송" not in shown
    TeamMembership.objects.create(team=payments, user=jun, is_lead=True)
    assert signed_in(jun).get("/desk/leaving/").content.decode().count('class="leaving-line"') == 2


def test_the_list_says_when_nothing_waits(signed_in: SignedIn, mina: User) -> None:
    with translation.override("en"):
        User.objects.filter(pk=mina.pk).update(language="en")
        assert "Nothing is waiting to leave" in signed_in(mina).get("/desk/leaving/").content.decode()


def test_pages_cost_the_same_with_few_and_with_many_that_wait(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    browser = signed_in(jun)
    addresses = (f"/desk/open/{ticket.number}/", "/desk/leaving/")

    def costs() -> list[int]:
        numbers = []
        for address in addresses:
            browser.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address).status_code == 200
            numbers.append(len(captured))
        return numbers

    actions.ask_review(ticket, REFUND, reviewer=jun, by=mina)
    before = costs()
    for _ in range(8):
        planned_on(ticket, mina)
        actions.ask_review(ticket, REFUND, reviewer=jun, by=mina, due_at=soon())
    assert costs() == before


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2026, 11, 23, 7, 30, tzinfo=SEOUL), datetime(2026, 11, 23, 9, 0, tzinfo=SEOUL)),
        (datetime(2026, 11, 23, 18, 0, tzinfo=SEOUL), datetime(2026, 11, 24, 9, 0, tzinfo=SEOUL)),
        (datetime(2026, 12, 31, 9, 0, tzinfo=SEOUL), datetime(2027, 1, 1, 9, 0, tzinfo=SEOUL)),
    ],
)
def test_the_next_morning_is_the_agents_own_and_within_a_day(now: datetime, morning: datetime) -> None:
    with timezone.override(SEOUL):
        offered = moments(now)
        assert offered[-1].at == morning
        assert all(now < one.at <= now + timedelta(days=1) for one in offered)
        assert chosen("morning", now) == morning


def test_a_time_that_is_written_is_one_of_the_agents_zone() -> None:
    with timezone.override(SEOUL):
        assert chosen("2026-11-23T14:30") == datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
        assert chosen("2026-11-23T14:30+00:00") == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
        for odd in ("", "soon", "2026-13-45T99:99"):
            assert chosen(odd) is None


def test_files_of_a_waiting_answer_are_added_and_taken_out_with_its_words(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    old = SimpleUploadedFile("옛 영수증.pdf", b"%PDF-1.4")
    browser.post(f"/desk/tickets/{ticket.number}/draft/files/", {"visibility": "public", "file": old})
    planned = PlannedReply.objects.get(pk=post(browser, ticket, at="1h")[1]["planned"])
    kept = planned.attachments.get()
    changed = {
        "do": "change",
        "html": "<p>다시 붙였어요.</p>",
        "without": [str(kept.pk), "999999"],
        "files": [
            SimpleUploadedFile("새 영수증.pdf", b"%PDF-1.5"),
            SimpleUploadedFile("../계약서.txt", b"words"),
        ],
    }
    address = f"/desk/planned/{planned.pk}/"
    assert signed_in(jun).post(address, {**changed, "files": []}).status_code == 403
    assert planned.attachments.get() == kept, "who may not change it takes nothing out"
    changed["files"] = [
        SimpleUploadedFile("새 영수증.pdf", b"%PDF-1.5"),
        SimpleUploadedFile("../계약서.txt", b"w"),
    ]
    assert browser.post(address, changed).status_code == 200
    names = list(planned.attachments.order_by("pk").values_list("filename", flat=True))
    assert names == ["새 영수증.pdf", "계약서.txt"]
    actions.send_now(planned, by=mina)
    message = Message.objects.get(incoming=False)
    assert message.attachments.count() == 2


def test_a_waiting_answer_takes_no_more_files_than_a_message(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    planned = PlannedReply.objects.get(pk=post(browser, ticket, at="1h")[1]["planned"])
    files = [SimpleUploadedFile(f"{nth}.txt", b"x") for nth in range(21)]
    answer = browser.post(
        f"/desk/planned/{planned.pk}/", {"do": "change", "html": "<p>다른 말</p>", "files": files}
    )
    assert answer.status_code == 409
    planned.refresh_from_db()
    assert planned.body_text != "다른 말"
    assert not planned.attachments.exists()


def test_a_waiting_answer_without_words_keeps_its_last_file(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    planned = planned_on(ticket, mina)
    answer = signed_in(mina).post(f"/desk/planned/{planned.pk}/", {"do": "change", "html": ""})
    assert answer.status_code == 409


def test_a_waiting_answer_says_to_whom_it_goes_when_that_is_not_the_customer_alone(
    signed_in: SignedIn, mina: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    post(browser, ticket, at="1h")
    assert "waiting-whom" not in page(browser, ticket)
    post(
        browser, ticket, at="1h", recipients="chosen", to="seoa.yoon@example.com", bcc="audit@partner.example"
    )
    assert "→ seoa.yoon@example.com, 숨은 참조 audit@partner.example" in page(browser, ticket)


def test_to_whom_a_waiting_answer_goes_is_changed_where_it_waits(
    signed_in: SignedIn, mina: User, jun: User, ticket: Ticket
) -> None:
    browser = signed_in(mina)
    planned = PlannedReply.objects.get(pk=post(browser, ticket, at="1h")[1]["planned"])
    given = {"do": "change", "html": "<p>환불을 요청했어요.</p>", "recipients": "chosen"}
    address = f"/desk/planned/{planned.pk}/"
    whom = {"to": ["seoa.yoon@example.com"], "cc": ["boss@example.com"]}
    assert signed_in(jun).post(address, {**given, **whom}).status_code == 403
    refused = browser.post(address, {**given, "to": ["help@lantern.example"]})
    assert refused.status_code == 409
    assert "help@lantern.example" in refused.json()["detail"]
    assert "waiting-whom" not in page(browser, ticket)
    assert browser.post(address, {**given, **whom}).status_code == 200
    for one in (browser, signed_in(jun)):
        shown = page(one, ticket)
        assert "→ seoa.yoon@example.com, 참조 boss@example.com" in shown
    told = browser.get(f"/desk/open/{ticket.number}/?activity").content.decode()
    assert "김민아 님이 나갈 답변의 받는 사람을 바꿨습니다" in told
    assert f'id="recipient-cc-{planned.pk}"' in page(browser, ticket)
    assert f'id="recipient-cc-{planned.pk}"' not in page(signed_in(jun), ticket)


def test_the_exact_time_is_there_without_a_script(signed_in: SignedIn, mina: User, ticket: Ticket) -> None:
    planned = planned_on(ticket, mina)
    for shown in (page(signed_in(mina), ticket), signed_in(mina).get("/desk/leaving/").content.decode()):
        before, _, after = shown.partition('data-until="')
        assert datetime.fromisoformat(after.partition('"')[0]) == planned.due_at
        assert "<time" in before[-400:]
