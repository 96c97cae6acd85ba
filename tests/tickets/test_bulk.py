"""Many tickets in one go: each once, with its person's rights at that time, stopped, reported and taken back."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.accounts.roles import Role
from madang.channels.base import File
from madang.history import recording
from madang.history.models import Event
from madang.history.recording import stroke
from madang.tickets import actions, bulk_jobs
from madang.tickets.actions import bulk
from madang.tickets.actions.bulk import MacroFiles
from madang.tickets.bulk_jobs import begin, go_on, work_on
from madang.tickets.errors import CannotBulk, MacroGone, NotAllowed, WrongMacro
from madang.tickets.jobs import forget_runs
from madang.tickets.models import (
    Attachment,
    BulkItem,
    BulkRun,
    BulkState,
    Draft,
    ItemState,
    Macro,
    Message,
    Priority,
    Status,
    Tag,
    Ticket,
    Visibility,
)
from madang.tickets.part_choices import parts_chosen
from madang.tickets.parts import ME, Loaded, Part, PartKind
from tests.cast import OpenTicket

URGENT = Part(PartKind.PRIORITY, str(Priority.URGENT.value))
SOLVE = Part(PartKind.STATUS, "solved")


@pytest.fixture
def three(open_ticket: OpenTicket) -> list[Ticket]:
    """Three tickets of 서아."""
    return [open_ticket(f"{nth}번째") for nth in range(3)]


def run_of(tickets: list[Ticket], by: User, *parts: Part, key: str = "k", **kwargs: object) -> BulkRun:
    ids = [ticket.pk for ticket in tickets]
    return actions.start_bulk(ids, by=by, key=key, parts=parts, **kwargs)[0]  # type: ignore[arg-type]  # by name


def done(run: BulkRun) -> BulkRun:
    work_on(run.pk, seconds=60)
    run.refresh_from_db()
    return run


@pytest.mark.django_db
def test_everything_is_done_with_each_ticket_in_a_stroke_of_its_own(three: list[Ticket], mina: User) -> None:
    vip = Tag.objects.create(name="vip")
    parts = (URGENT, SOLVE, Part(PartKind.ASSIGNEE, ME), Part(PartKind.TAG, str(vip.pk), "vip"))
    run = done(run_of(three, mina, *parts))
    assert run.state == BulkState.DONE
    assert run.finished_at is not None
    for ticket in Ticket.objects.all():
        assert (ticket.priority, ticket.status, ticket.assignee) == (Priority.URGENT, Status.SOLVED, mina)
        assert ticket.tags.get() == vip
    strokes = Event.objects.filter(kind="ticket.priority_changed").values_list("stroke", flat=True)
    assert len(set(strokes)) == 3


@pytest.mark.django_db
def test_the_same_press_counts_once_and_what_was_done_is_not_done_again(
    three: list[Ticket], mina: User
) -> None:
    run = done(run_of(three, mina, body_html="<p>{{ name|고객 }} 님, 복구됐어요.</p>"))
    again, is_new = actions.start_bulk([three[0].pk], by=mina, key="k", parts=[URGENT])
    assert (again.pk, is_new) == (run.pk, False)
    done(run)
    go_on.func(run=run.pk)
    answers = Message.objects.filter(incoming=False)
    assert sorted(answers.values_list("ticket", flat=True)) == [ticket.pk for ticket in three]
    assert all("윤서아 님" in answer.body_text for answer in answers)


@pytest.mark.django_db
@pytest.mark.parametrize(("together", "whole_before"), [(1, 1), (10, 0)])
def test_killed_in_the_middle_it_goes_on_and_nothing_is_lost_or_doubled(
    three: list[Ticket], mina: User, monkeypatch: pytest.MonkeyPatch, together: int, whole_before: int
) -> None:
    monkeypatch.setattr(bulk_jobs, "TOGETHER", together)
    run = run_of(three, mina, URGENT, body_html="<p>복구됐어요.</p>")
    whole, calls = bulk._done, []

    def killed(item: BulkItem, ticket: Ticket, there: Loaded, files: MacroFiles) -> str:
        calls.append(item.pk)
        said = whole(item, ticket, there, files)
        if len(calls) == 2:
            raise SystemExit
        return said

    monkeypatch.setattr(bulk, "_done", killed)
    with pytest.raises(SystemExit):
        work_on(run.pk, seconds=60)
    assert Message.objects.filter(incoming=False).count() == whole_before, "what was not whole is not there"
    assert BulkItem.objects.filter(state=ItemState.WAITING).count() == 3 - whole_before
    assert done(run).state == BulkState.DONE
    assert Message.objects.filter(incoming=False).count() == 3
    assert Event.objects.filter(kind="ticket.priority_changed").count() == 3


@pytest.mark.django_db
def test_one_that_is_refused_says_why_and_stops_no_other(
    three: list[Ticket], mina: User, jiwoo: User
) -> None:
    actions.change_status(three[1], to=Status.CLOSED, by=None)
    run = done(run_of(three, mina, URGENT))
    items = {item.ticket_id: item for item in run.items.all()}
    assert [items[ticket.pk].state for ticket in three] == ["done", "failed", "done"]
    assert items[three[1].pk].why
    assert run.state == BulkState.DONE


@pytest.mark.django_db
def test_one_that_the_program_can_not_do_says_so_in_words_and_stops_no_other(
    three: list[Ticket], mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = bulk._done

    def broken(item: BulkItem, ticket: Ticket, there: Loaded, files: MacroFiles) -> str:
        if ticket == three[1]:
            raise RuntimeError
        return whole(item, ticket, there, files)

    monkeypatch.setattr(bulk, "_done", broken)
    run = done(run_of(three, mina, URGENT))
    assert run.state == BulkState.DONE
    assert [item.state for item in run.items.order_by("pk")] == ["done", "failed", "done"]
    assert "RuntimeError" not in run.items.get(ticket=three[1]).why


@pytest.mark.django_db
def test_rights_are_those_of_the_moment_it_is_done(three: list[Ticket], mina: User, technical: Team) -> None:
    run = run_of(three, mina, URGENT, Part(PartKind.ASSIGNEE, ME))
    User.objects.filter(pk=mina.pk).update(role=Role.LIGHT_AGENT)
    done(run)
    assert set(run.items.values_list("state", flat=True)) == {ItemState.DONE}
    assert all(item.why for item in run.items.all()), "a light agent may not assign: that is left out"
    assert not Ticket.objects.exclude(assignee=None).exists()

    second = run_of(three, mina, SOLVE, key="k2")
    User.objects.filter(pk=mina.pk).update(reach="teams")
    actions.move(three[0], to=technical, by=None)
    done(second)
    assert second.items.get(ticket=three[0]).state == ItemState.FAILED


@pytest.mark.django_db
def test_stopped_it_leaves_the_rest_as_it_was(three: list[Ticket], mina: User, jun: User) -> None:
    run = run_of(three, mina, URGENT)
    first = run.items.order_by("pk").first()
    assert first is not None
    actions.do_items([first.pk])
    with pytest.raises(NotAllowed):
        actions.stop_bulk(run, by=jun)
    actions.stop_bulk(run, by=mina)
    assert done(run).state == BulkState.STOPPED
    assert Ticket.objects.filter(priority=Priority.URGENT).count() == 1


@pytest.mark.django_db
def test_it_is_taken_back_where_nobody_changed_it_since(three: list[Ticket], mina: User, jun: User) -> None:
    old = Tag.objects.create(name="old")
    actions.tag(three[0], add=["old"], by=jun)
    run = done(
        run_of(three, mina, URGENT, SOLVE, Part(PartKind.UNTAG, str(old.pk)), Part(PartKind.SNOOZE, "1"))
    )
    actions.change_priority(three[1], to=Priority.LOW, by=jun)
    undo, is_new = actions.start_undo(run, by=mina)
    assert is_new
    assert actions.start_undo(run, by=mina) == (undo, False)
    assert done(undo).state == BulkState.DONE
    found = [Ticket.objects.get(pk=ticket.pk) for ticket in three]
    assert [ticket.status for ticket in found] == [Status.NEW] * 3
    assert [ticket.priority for ticket in found] == [Priority.NORMAL, Priority.LOW, Priority.NORMAL]
    assert [tag.name for tag in found[0].tags.all()] == ["old"]
    assert undo.items.get(ticket=three[1]).why


@pytest.mark.django_db
def test_it_is_taken_back_for_a_day_by_who_did_it(three: list[Ticket], mina: User, jun: User) -> None:
    run = run_of(three, mina, URGENT)
    with pytest.raises(CannotBulk):
        actions.start_undo(run, by=mina)
    done(run)
    with pytest.raises(NotAllowed):
        actions.start_undo(run, by=jun)
    BulkRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    with pytest.raises(CannotBulk):
        actions.start_undo(run, by=mina)


@pytest.mark.django_db
def test_a_run_is_in_the_list_for_ninety_days_and_one_that_took_it_back_goes_first(
    three: list[Ticket], mina: User
) -> None:
    run = done(run_of(three, mina, URGENT))
    undo = done(actions.start_undo(run, by=mina)[0])
    BulkRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - bulk.KEPT)
    forget_runs()
    assert BulkRun.objects.count() == 2
    BulkRun.objects.filter(pk=undo.pk).update(created_at=timezone.now() - bulk.KEPT)
    forget_runs()
    forget_runs()
    assert not BulkItem.objects.exists()
    assert Event.objects.filter(kind="ticket.priority_changed").exists()


@pytest.mark.django_db
def test_a_macro_does_and_says_what_it_would_in_each(three: list[Ticket], mina: User, jun: User) -> None:
    written = actions.WrittenMacro(name="복구", bodies={"ko": "<p>{{ name }} 님, 복구</p>"}, parts=[SOLVE])
    macro = actions.make_macro(written, by=mina)
    with pytest.raises(MacroGone):
        run_of(three, jun, macro=macro)
    done(run_of(three, mina, macro=macro))
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.SOLVED}
    assert Message.objects.filter(incoming=False, body_text="윤서아 님, 복구").count() == 3
    assert Macro.objects.get().uses == 3


@pytest.mark.django_db
def test_what_its_person_has_drafted_in_a_ticket_stays_theirs(three: list[Ticket], mina: User) -> None:
    for visibility in Visibility:
        actions.keep_draft(three[0], by=mina, visibility=visibility, body_html="<p>아직 쓰는 중</p>")
        file = File(filename="초안.txt", content_type="text/plain", content=b"secret")
        actions.add_to_draft(three[0], by=mina, visibility=visibility, file=file)
    to_colleagues = actions.WrittenMacro(
        name="기록", bodies={"ko": "<p>장애와 관련</p>"}, visibility=Visibility.INTERNAL
    )
    macro = actions.make_macro(to_colleagues, by=mina)
    done(run_of(three, mina, macro=macro, body_html="<p>복구됐어요.</p>"))
    assert Message.objects.filter(author=mina).count() == 6
    assert not Attachment.objects.filter(message__isnull=False).exists()
    assert [len(draft.attachments.all()) for draft in Draft.objects.all()] == [1, 1]


@pytest.mark.django_db
def test_what_can_not_be_begun_says_why_and_keeps_nothing(three: list[Ticket], mina: User) -> None:
    with pytest.raises(CannotBulk):
        run_of([], mina, URGENT)
    with pytest.raises(CannotBulk):
        run_of(three, mina)
    with pytest.raises(WrongMacro):
        run_of(three, mina, body_html="{{ nmae }}")
    with pytest.raises(CannotBulk):
        actions.start_bulk(range(1, 10_002), by=mina, key="k", parts=[URGENT])
    assert not BulkRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_few_are_done_before_the_page_answers(three: list[Ticket], mina: User) -> None:
    with stroke():
        run = run_of(three, mina, URGENT)
        begin(run)
    assert Ticket.objects.filter(priority=Priority.URGENT).count() == 3


@pytest.mark.django_db
def test_files_of_a_macro_are_read_once_for_all_tickets(
    three: list[Ticket], mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = File(filename="안내.txt", content_type="text/plain", content="안내".encode())
    macro = actions.make_macro(
        actions.WrittenMacro(name="복구", bodies={"ko": "<p>복구</p>"}), files=[guide], by=mina
    )
    read: list[Attachment] = []

    def copy_of(file: Attachment) -> File:
        read.append(file)
        return guide

    monkeypatch.setattr(bulk, "copy_of", copy_of)
    monkeypatch.setattr(bulk_jobs, "TOGETHER", 1)
    done(run_of(three, mina, macro=macro))
    assert Attachment.objects.filter(message__isnull=False).count() == 3
    assert len(read) == 1


@pytest.mark.django_db
def test_what_was_begun_with_a_refused_ticket_is_followed_by_nothing(
    three: list[Ticket], mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[Event] = []
    monkeypatch.setattr(
        recording, "_dispatch", [lambda strokes: followed.extend(e for one in strokes for e in one.events)]
    )
    closes = Part(PartKind.STATUS, "closed")
    run = done(run_of(three, mina, URGENT, closes, body_html="<p>닫힌 뒤의 답변</p>"))
    assert set(run.items.values_list("state", flat=True)) == {ItemState.FAILED}
    happened = Event.objects.filter(pk__in=[one.pk for one in followed])
    assert happened.count() == len(followed)


@pytest.mark.django_db
def test_a_tag_to_take_off_that_nobody_knows_is_told_and_not_made(three: list[Ticket], mina: User) -> None:
    given = QueryDict("untag=없는-것&tag=새것")
    parts = parts_chosen(given)
    assert not Tag.objects.exists(), "a form that is read makes none"
    run = done(run_of(three, mina, *parts))
    assert [one.name for one in Tag.objects.all()] == ["새것"]
    assert [one.name for one in three[0].tags.all()] == ["새것"]
    assert "없는-것" in run.items.all()[0].why
