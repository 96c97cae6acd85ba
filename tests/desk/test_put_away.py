"""Deleted tickets and spam: away from everybody, brought back as they were, or gone everywhere for good."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from madang.accounts.models import User
from madang.channels.base import File
from madang.channels.models import Inbox
from madang.delivery.models import Delivery
from madang.desk.lists import groups_for
from madang.desk.rows import page_of
from madang.history.models import Event
from madang.intake.accept import take_waiting
from madang.intake.models import BlockedSender, RawMessage
from madang.intake.store import store
from madang.intake.threading import Place, Threads
from madang.search.find import find
from madang.tickets import actions, jobs
from madang.tickets.actions import Written, erase_ticket
from madang.tickets.errors import NotAllowed, NotDeleted, TicketDeleted, TicketIsSpam, TicketMerged
from madang.tickets.jobs import erase_what_was_deleted
from madang.tickets.models import Attachment, Away, Draft, Message, PlannedReply, Status, Ticket, Visibility
from madang.tickets.queries import visible_to
from tests.cast import OpenTicket
from tests.desk.conftest import SignedIn
from tests.intake.mails import mail

pytestmark = pytest.mark.django_db


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def in_lists(person: User, ticket: Ticket) -> set[str]:
    return {
        one.slug
        for group in groups_for(person)
        for one in group.lists
        if ticket.number in {row.number for row in page_of(one).tickets}
    }


def test_a_deleted_ticket_is_in_the_list_of_deleted_ones_alone(
    signed_in: SignedIn, ticket: Ticket, jiwoo: User, mina: User
) -> None:
    actions.delete(ticket, by=jiwoo)
    assert in_lists(jiwoo, ticket) == {"deleted"}
    assert in_lists(mina, ticket) == set()
    assert not visible_to(mina).exists()
    assert not list(find(mina, "결제가").tickets)
    browser = signed_in(mina)
    assert browser.get(f"/desk/open/{ticket.number}/").status_code == 404
    refused = browser.post(f"/desk/tickets/{ticket.number}/change/", {"status": "pending"})
    assert refused.status_code == 409
    assert "삭제된 문의입니다" in refused.json()["detail"]


def test_brought_back_it_is_as_it_was(ticket: Ticket, jiwoo: User) -> None:
    actions.change_status(ticket, to=Status.PENDING, by=jiwoo)
    before = fresh(ticket)
    actions.delete(ticket, by=jiwoo)
    actions.restore(ticket, by=jiwoo)
    after = fresh(ticket)
    assert (after.status, after.is_open, after.away) == (before.status, True, "")
    assert after.waiting_since == before.waiting_since
    with pytest.raises(NotDeleted):
        actions.restore(ticket, by=jiwoo)


def test_deleting_is_undone_by_what_it_answers(signed_in: SignedIn, ticket: Ticket, jiwoo: User) -> None:
    browser, address = signed_in(jiwoo), f"/desk/tickets/{ticket.number}/change/"
    undo = browser.post(address, {"delete": "1"}).json()["before"]
    shown = browser.get(
        f"/desk/deleted/{ticket.number}/", headers={"HX-Request": "true", "HX-Target": "opened"}
    )
    assert "복원" in shown.content.decode()
    assert "확인 부탁드려요." not in shown.content.decode()
    assert browser.post(address, undo).status_code == 200
    assert fresh(ticket).away == ""


def test_what_was_merged_into_it_goes_and_comes_along(open_ticket: OpenTicket, jiwoo: User) -> None:
    first, second = open_ticket(), open_ticket()
    actions.merge(second, into=first, by=jiwoo)
    with pytest.raises(TicketMerged, match=f"#{first.number}"):
        actions.delete(second, by=jiwoo)
    actions.delete(first, by=jiwoo)
    assert fresh(second).away == Away.DELETED
    actions.restore(first, by=jiwoo)
    assert fresh(second).away == ""


def test_who_may_not_delete_deletes_and_restores_nothing(ticket: Ticket, mina: User, jiwoo: User) -> None:
    with pytest.raises(NotAllowed):
        actions.delete(ticket, by=mina)
    actions.delete(ticket, by=jiwoo)
    with pytest.raises(NotAllowed):
        actions.restore(ticket, by=mina)
    with pytest.raises(NotAllowed):
        erase_ticket(ticket, by=mina)
    for late in (
        lambda: actions.reply(ticket, by=mina, body_text="x"),
        lambda: actions.snooze(ticket, until=None, by=mina),
        lambda: actions.delete(ticket, by=jiwoo),
    ):
        with pytest.raises(TicketDeleted):
            late()
    assert fresh(ticket).away == Away.DELETED


@pytest.fixture
def came_in(help_inbox: Inbox) -> Ticket:
    """A ticket from a mail, with a file, an answer, a draft and a planned one."""
    content = mail(subject="비밀이에요")
    store(content, mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    while take_waiting():
        pass
    return Ticket.objects.get()


def test_an_answer_that_comes_while_it_is_deleted_is_not_lost_with_it(
    came_in: Ticket, jiwoo: User, help_inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.delete(came_in, by=jiwoo)
    looked_up, whole = [Place(ticket=came_in)], Threads.place_of  # as it was a moment ago

    def place_of(threads: Threads, *args: Any, **named: Any) -> Place:
        return looked_up.pop() if looked_up else whole(threads, *args, **named)

    monkeypatch.setattr(Threads, "place_of", place_of)
    content = mail(subject=f"Re: 비밀이에요 [#{came_in.number}]", text="아직이에요?")
    store(content, mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
    while take_waiting():
        pass
    new = Ticket.objects.exclude(pk=came_in.pk).get()
    assert new.follow_up_of == came_in
    assert Message.objects.filter(ticket=came_in).count() == 1


def test_thirty_days_later_it_is_gone_everywhere(
    came_in: Ticket, jiwoo: User, mina: User, django_capture_on_commit_callbacks: object
) -> None:
    bill = File(filename="영수증.txt", content_type="text/plain", content=b"1")
    actions.reply(came_in, by=mina, body_text="확인했어요.", files=[bill])
    actions.keep_draft(came_in, by=mina, visibility=Visibility.PUBLIC, body_html="<p>쓰다 만</p>")
    names = list(Attachment.objects.values_list("file", flat=True))
    actions.delete(came_in, by=jiwoo)
    erase_what_was_deleted()
    assert Ticket.objects.exists()

    Ticket.objects.update(away_until=timezone.now() - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture
        erase_what_was_deleted()
    for model in (Ticket, Message, Attachment, Draft, PlannedReply, Delivery):
        assert not model._default_manager.exists(), model
    assert not any(default_storage.exists(name) for name in names)
    raw = RawMessage.objects.get()
    assert (raw.content, raw.path, raw.mail_from, raw.rcpt_to) == (None, "", "", "")
    assert raw.digest, "the same mail is still known"
    assert not list(find(jiwoo, "비밀이에요").tickets)
    assert "비밀" not in str(list(Event.objects.values_list("data", flat=True)))
    erase_what_was_deleted()


def test_one_that_can_not_be_erased_holds_up_no_other(
    open_ticket: OpenTicket, jiwoo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = open_ticket(), open_ticket()
    for ticket in (one, other):
        actions.delete(ticket, by=jiwoo)
    Ticket.objects.update(away_until=timezone.now() - timedelta(seconds=1))

    def broken(ticket: Ticket, **how: Any) -> bool:
        if ticket == one:
            raise RuntimeError
        return erase_ticket(ticket, **how)

    monkeypatch.setattr(jobs, "erase_ticket", broken)
    erase_what_was_deleted()
    assert Ticket.objects.get() == one


def test_it_can_be_erased_at_once_by_who_may(signed_in: SignedIn, ticket: Ticket, jiwoo: User) -> None:
    with pytest.raises(NotDeleted):
        erase_ticket(ticket, by=jiwoo)
    actions.delete(ticket, by=jiwoo)
    assert signed_in(jiwoo).post(f"/desk/tickets/{ticket.number}/change/", {"erase": "1"}).status_code == 200
    assert not Ticket.objects.exists()


def test_spam_is_in_its_own_list_and_taken_back_as_it_was(ticket: Ticket, mina: User) -> None:
    actions.mark_spam(ticket, by=mina)
    assert in_lists(mina, ticket) == {"spam"}
    with pytest.raises(TicketIsSpam):
        actions.reply(ticket, by=mina, body_text="x")
    actions.unmark_spam(ticket, by=mina)
    assert "open" in in_lists(mina, ticket)
    assert fresh(ticket).status == Status.NEW
    assert fresh(ticket).waiting_since is not None


def test_more_of_it_is_among_the_spam_too(ticket: Ticket, mina: User, seoa: User) -> None:
    actions.mark_spam(ticket, by=mina)
    actions.receive(fresh(ticket), Written(author=seoa, body_text="광고"))
    assert in_lists(mina, ticket) == {"spam"}
    assert not fresh(ticket).is_open


def test_the_sender_is_blocked_with_it_and_let_in_again(
    signed_in: SignedIn, ticket: Ticket, mina: User
) -> None:
    browser, address = signed_in(mina), f"/desk/tickets/{ticket.number}/change/"
    undo = browser.post(address, {"spam": "1", "block": "1"}).json()["before"]
    assert BlockedSender.objects.get().value == "seoa.yoon@example.com"
    browser.post(address, undo)
    assert not BlockedSender.objects.exists()
    assert fresh(ticket).away == ""


def test_spam_that_is_deleted_comes_back_as_it_was_before(ticket: Ticket, jiwoo: User) -> None:
    actions.mark_spam(ticket, by=jiwoo)
    actions.delete(ticket, by=jiwoo)
    actions.restore(ticket, by=jiwoo)
    assert (fresh(ticket).status, fresh(ticket).away) == (Status.NEW, "")


def test_a_light_agent_marks_nothing_as_spam(ticket: Ticket, haneul: User, mina: User) -> None:
    User.objects.filter(pk=haneul.pk).update(reach="all")
    haneul.refresh_from_db()
    with pytest.raises(NotAllowed):
        actions.mark_spam(ticket, by=haneul)
    assert fresh(ticket).away == ""


def test_who_would_not_see_it_is_not_told_that_it_was_deleted(
    ticket: Ticket, jiwoo: User, haneul: User, mina: User
) -> None:
    actions.delete(ticket, by=jiwoo)
    with pytest.raises(NotAllowed):
        actions.note(ticket, by=haneul, body_text="x")
    with pytest.raises(TicketDeleted):
        actions.note(ticket, by=mina, body_text="x")
