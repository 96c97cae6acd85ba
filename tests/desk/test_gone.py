"""What was erased or blacked out is in no table and in no file any more, wherever words of tickets are kept."""

import shutil
from email import message_from_bytes, policy
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from madang.accounts.models import User
from madang.channels.base import File
from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.delivery.bounces import return_address
from madang.delivery.models import Delivery, DeliveryState, NamedTicket, Purpose, Unreachable
from madang.delivery.side_mail import address_of_side
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage, RawState
from madang.intake.store import IN_THE_ROW, store
from madang.lib.conditions import Group, How
from madang.lib.jobs import run_pending
from madang.notifications.mailing import mail_what_is_due
from madang.notifications.models import Notice
from madang.search.find import find
from madang.search.recent import remember
from madang.tickets import actions
from madang.tickets.actions import Answer, AsidePlace
from madang.tickets.exporting import write_export
from madang.tickets.links import Role
from madang.tickets.models import (
    Attachment,
    BulkRun,
    BulkState,
    ExportState,
    FieldKind,
    ItemState,
    Message,
    Status,
    Ticket,
    TicketExport,
    TicketType,
    Visibility,
)
from tests.cast import OpenTicket
from tests.desk.scanning import where
from tests.intake.mails import mail
from tests.tickets.planning import soon

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "7712345"
SECRET = f"qx{NUMBER}"
"""The search keeps letters and digits apart."""


@pytest.fixture(autouse=True)
def no_files() -> None:
    """Other tests leave files behind, whose rows are gone."""
    for folder in ("exports", "files", "raw"):
        shutil.rmtree(Path(settings.MADANG.data) / folder, ignore_errors=True)


def arrive(
    content: bytes, inbox: Inbox, *, to: str = "", sender: str = "seoa.yoon@example.com"
) -> RawMessage:
    """Store and take one mail, with what follows."""
    (row,) = store(content, mail_from=sender, recipients=[(inbox, to or inbox.address)])
    while take_waiting():
        pass
    run_pending()
    row.refresh_from_db()
    return row


@pytest.fixture
def full(help_inbox: Inbox, open_ticket: OpenTicket, mina: User, jun: User, jiwoo: User) -> Message:
    """The first message of a ticket whose secret stands wherever words of a ticket can stand."""
    letter = message_from_bytes(
        mail(
            f"제 번호는 {SECRET}입니다.", subject=f"인증 {SECRET}", sender=f"{SECRET} <seoa.yoon@example.com>"
        ),
        policy=policy.default,
    )
    letter.add_attachment(
        b"\0" * IN_THE_ROW, maintype="application", subtype="octet-stream", filename=f"{SECRET}.bin"
    )
    raw = arrive(letter.as_bytes(), help_inbox)
    assert raw.path, "a large original is a file"
    arrive(mail(f"두 번째 {SECRET}", subject=f"또 {SECRET}"), help_inbox)
    first, second = Message.objects.order_by("pk")
    ticket = first.ticket
    actions.merge(second.ticket, into=ticket, by=mina)

    bill = File(filename=f"{SECRET}.txt", content_type="text/plain", content=b"1")
    actions.reply(
        ticket, by=mina, body_text=f"{SECRET} 확인했어요.", body_html=f"<p>{SECRET}</p>", files=[bill]
    )
    Delivery.objects.filter(purpose=Purpose.REPLY).update(raw=SECRET.encode(), state=DeliveryState.KEPT)
    actions.note(ticket, by=mina, body_text=f"메모 {SECRET}")
    actions.change_status(ticket, to=Status.ON_HOLD, by=mina)
    actions.explain_hold(ticket, reason=f"{SECRET} 확인 중", by=mina)
    text = actions.make_field({"en": "Short"}, kind=FieldKind.TEXT, by=None)
    long = actions.make_field({"en": "Long"}, kind=FieldKind.LONG_TEXT, by=None)
    paper = actions.make_field({"en": "Paper"}, kind=FieldKind.FILE, by=None)
    actions.set_field(ticket, text, [f"번호 {SECRET}"], by=mina)
    actions.set_field(ticket, long, [f"긴 글\n{SECRET}"], by=mina)
    actions.set_field(ticket, paper, [], by=mina, file=bill)

    side = actions.open_side(
        ticket,
        by=mina,
        subject=f"조회 {SECRET}",
        body_text=f"{SECRET}?",
        to=["courier@fast.example"],
        files=[bill],
    )
    arrive(
        mail(f"{SECRET} 없습니다", subject=f"Re: {SECRET}", sender="courier@fast.example"),
        help_inbox,
        to=address_of_side(side),
        sender="courier@fast.example",
    )

    # One text for several tickets: only this one has had it yet.
    incident = open_ticket("다른 문의")
    everybody = f"<p>모두에게 {SECRET}</p>"
    run, _new = actions.start_bulk([ticket.pk, incident.pk], by=mina, key="k", body_html=everybody)
    actions.do_items([run.items.get(ticket=ticket).pk])
    actions.change_type(ticket, to=TicketType.PROBLEM, by=mina)
    actions.link(incident, to=ticket, role=Role.PROBLEM, by=mina)
    actions.answer_incidents(ticket, body_text=f"장애 {SECRET}", body_html=everybody, by=mina)

    # What the desk made of it: files, notices, what was searched for, what servers said.
    view = actions.make_view(actions.View("모두", Group(How.ALL), sharing="everybody"), by=jiwoo)
    write_export.func(actions.start_export(view, by=mina).pk)
    remember(mina, f"번호 {SECRET}")
    actions.assign(ticket, to=jun, by=mina)
    actions.ask_review(
        ticket, Answer(body_text=f"초안 {SECRET}"), reviewer=jun, by=mina, note=f"{SECRET} 봐주세요"
    )
    run_pending()
    Notice.objects.update(mail_due_at=timezone.now())
    mail_what_is_due()
    actions.keep_draft(ticket, by=mina, visibility=Visibility.PUBLIC, body_html=f"<p>{SECRET}</p>")
    actions.add_to_draft(ticket, by=mina, visibility=Visibility.PUBLIC, file=bill)
    aside = AsidePlace(ticket=ticket, side=side)
    actions.keep_side_draft(aside, by=mina, body_html=f"<p>{SECRET}</p>", subject=SECRET)
    actions.add_to_side_draft(aside, by=mina, file=bill)
    actions.schedule(ticket, Answer(body_text=f"나중에 {SECRET}"), due_at=soon(), by=jiwoo)
    sent = Delivery.objects.filter(purpose=Purpose.REPLY).order_by("pk")[0]
    Delivery.objects.filter(pk=sent.pk).update(error=f"said {SECRET}")
    Unreachable.objects.create(email="x@example.com", words=f"said {SECRET}", delivery=sent)
    report(sent, help_inbox)
    return first


def report(sent: Delivery, inbox: Inbox) -> None:
    """A mail comes back, with what it said."""
    content = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.com>\r\nSubject: Undelivered\r\n"
        "Auto-Submitted: auto-replied\r\nMessage-ID: <r@mx.example.com>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"552 5.2.2 mailbox full\r\n\r\n> {SECRET}\r\n"
    )
    arrive(content.encode(), inbox, to=return_address(inbox.address, delivery=sent.pk), sender="")


KEPT_IN = {
    "tickets_ticket",
    "tickets_message",
    "tickets_draft",
    "tickets_sidedraft",
    "tickets_plannedreply",
    "tickets_attachment",
    "tickets_hold",
    "tickets_fieldvalue",
    "tickets_sideconversation",
    "tickets_sidemessage",
    "tickets_bulkrun",
    "delivery_delivery",
    "delivery_unreachable",
    "intake_rawmessage",
    "search_recentsearch",
    "exports",
    "raw",
}


def test_the_words_stand_everywhere_before_so_that_these_tests_can_fail(full: Message) -> None:
    found = where(SECRET)
    assert found >= KEPT_IN
    index = "search_message" if connection.vendor == "postgresql" else "search_message_vocabulary"
    assert index in where(NUMBER)
    assert Delivery.objects.filter(purpose=Purpose.NOTICE, names_tickets__ticket=full.ticket).count() >= 2


def test_what_was_blacked_out_is_nowhere_any_more(full: Message, jiwoo: User, mina: User) -> None:
    assert list(find(jiwoo, SECRET).tickets)
    actions.redact(full, piece=SECRET, by=jiwoo)
    run_pending()
    assert where(NUMBER) == set()
    assert not list(find(jiwoo, SECRET).tickets)
    assert "▇▇▇▇▇▇▇▇▇.bin" in Attachment.objects.values_list("filename", flat=True)
    export = TicketExport.objects.get()
    assert (export.state, export.file.name) == (ExportState.OUTDATED, "")


def test_notices_that_are_still_to_leave_say_the_rest(full: Message, jiwoo: User) -> None:
    waiting = Delivery.objects.filter(purpose=Purpose.NOTICE, state=DeliveryState.QUEUED)
    told = {one.pk: email.parse(bytes(one.raw or b"")) for one in waiting}
    actions.redact(full, piece=SECRET, by=jiwoo)
    for one in waiting.all():
        before, now = told[one.pk], email.parse(bytes(one.raw or b""))
        assert (now.message_id, now.sender, now.to) == (before.message_id, before.sender, before.to)
        assert now.subject == one.subject == before.subject.replace(SECRET, "▇" * len(SECRET))
        assert now.body_text.rstrip() == before.body_text.replace(SECRET, "▇" * len(SECRET)).rstrip()


def test_a_text_that_was_to_go_to_more_customers_goes_to_no_other_with_bars(
    full: Message, jiwoo: User
) -> None:
    assert [run.state for run in BulkRun.objects.all()] == [BulkState.RUNNING] * 2
    actions.redact(full, piece=SECRET, by=jiwoo)
    for run in BulkRun.objects.all():
        assert (run.state, run.items.filter(state=ItemState.WAITING).count()) == (BulkState.STOPPED, 1)


def test_what_was_erased_is_nowhere_any_more(full: Message, jiwoo: User) -> None:
    ticket = Ticket.objects.get(pk=full.ticket_id)
    numbers = set(Attachment.objects.values_list("pk", flat=True))
    actions.delete(ticket, by=jiwoo)
    actions.erase_ticket(ticket, by=jiwoo)
    run_pending()
    # What was searched for is the agent's, a text to several is the other ticket's as well.
    assert where(NUMBER) == {"search_recentsearch", "tickets_bulkrun"}
    assert where("이번 달") == set(), "so is what only files said"
    assert not Attachment.objects.filter(pk__in=numbers).exists()
    assert not NamedTicket.objects.filter(delivery__purpose=Purpose.NOTICE).exists()
    assert RawMessage.objects.exclude(digest="").count() == RawMessage.objects.count()


def test_a_run_of_erased_tickets_alone_goes_with_them(
    open_ticket: OpenTicket, mina: User, jiwoo: User
) -> None:
    one, other = open_ticket(), open_ticket()
    actions.start_bulk([one.pk, other.pk], by=mina, key="k", body_html="<p>x</p>")
    for ticket, left in ((one, 1), (other, 0)):
        actions.delete(ticket, by=jiwoo)
        actions.erase_ticket(ticket, by=jiwoo)
        assert BulkRun.objects.count() == left


def test_one_mail_of_several_tickets_leaves_without_what_one_of_them_said(
    open_ticket: OpenTicket, mina: User, jiwoo: User
) -> None:
    gone, stays = open_ticket("비밀스러운 제목"), open_ticket("남는 제목")
    for ticket in (gone, stays):
        actions.assign(ticket, to=mina, by=jiwoo)
    run_pending()
    Notice.objects.update(mail_due_at=timezone.now())
    mail_what_is_due()
    told = Delivery.objects.get(names_tickets__ticket=gone)
    assert NamedTicket.objects.filter(delivery=told).count() == 2
    assert where("비밀스러운 제목")
    actions.delete(gone, by=jiwoo)
    actions.erase_ticket(gone, by=jiwoo)
    assert where("비밀스러운 제목") == set()
    told.refresh_from_db()
    assert "남는 제목" in email.parse(bytes(told.raw or b"")).body_text


def test_files_of_views_that_were_made_after_it_was_deleted_stay(
    open_ticket: OpenTicket, mina: User, jiwoo: User
) -> None:
    ticket = open_ticket("비밀스러운 제목")
    view = actions.make_view(actions.View("모두", Group(How.ALL), sharing="everybody"), by=jiwoo)
    before = actions.start_export(view, by=mina)
    write_export.func(before.pk)
    actions.delete(ticket, by=jiwoo)
    after = actions.start_export(view, by=mina)
    write_export.func(after.pk)
    actions.erase_ticket(ticket, by=jiwoo)
    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.state, after.state) == (ExportState.OUTDATED, ExportState.DONE)
    assert where("비밀스러운 제목") == set()


def test_the_same_file_is_blacked_out_wherever_it_is(ticket: Ticket, mina: User, jiwoo: User) -> None:
    card = File(filename="신분증.txt", content_type="text/plain", content=b"9001011234567")
    first = actions.reply(ticket, by=mina, body_text="x", files=[card])
    paper = actions.make_field({"en": "Paper"}, kind=FieldKind.FILE, by=None)
    actions.set_field(ticket, paper, [], by=mina, file=card)
    actions.add_to_draft(ticket, by=mina, visibility=Visibility.PUBLIC, file=card)
    actions.open_side(
        ticket, by=mina, subject="조회", body_text="?", to=["courier@fast.example"], files=[card]
    )
    other = File(filename="영수증.txt", content_type="text/plain", content=b"0000000000000")
    actions.note(ticket, by=mina, body_text="y", files=[other])
    assert where("9001011234567") == {"files"}
    actions.redact_file(first.attachments.get(), by=jiwoo)
    assert where("9001011234567") == set()
    assert where("신분증") == set()
    assert where("0000000000000") == {"files"}, "another of the same size stays"


def test_of_mails_queued_before_this_was_kept_it_is_read_what_they_name(full: Message) -> None:
    named = set(NamedTicket.objects.values_list("delivery", "ticket"))
    assert named
    NamedTicket.objects.all().delete()
    import_module("madang.delivery.migrations.0011_named_tickets").find_named(apps, None)
    assert set(NamedTicket.objects.values_list("delivery", "ticket")) == named


def test_reports_taken_before_lose_their_bytes(help_inbox: Inbox) -> None:
    (large,) = store(b"x" * (IN_THE_ROW + 1), mail_from="", recipients=[(help_inbox, help_inbox.address)])
    (waits,) = store(b"y", mail_from="", recipients=[(help_inbox, help_inbox.address)])
    RawMessage.objects.filter(pk=large.pk).update(state=RawState.TAKEN)
    path = Path(settings.MADANG.data) / large.path
    assert path.exists()
    import_module("madang.intake.migrations.0008_reports_without_bytes").forget_reports(apps, None)
    large.refresh_from_db()
    waits.refresh_from_db()
    assert (large.path, path.exists(), bytes(waits.content or b"")) == ("", False, b"y")
