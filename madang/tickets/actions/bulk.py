"""Many tickets changed in one go: begun, done ticket by ticket, stopped, and taken back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.channels.base import File
from madang.history.recording import action, attempt, together
from madang.lib.html import to_text
from madang.lib.rows import update

from ..errors import ActionRefused, CannotBulk, NotAllowed
from ..events import INCIDENTS_ANSWER_STOPPED, INCIDENTS_ANSWERED
from ..gaps import filled, guard_gaps, in_their_language
from ..merging import all_go_on_in
from ..models import (
    BulkItem,
    BulkRun,
    BulkState,
    ItemState,
    Macro,
    OwnStatus,
    Priority,
    Status,
    Ticket,
    TicketType,
    Visibility,
)
from ..parts import Loaded, Part, loaded, parts_in
from ..queries import visible_to
from .answer_incidents import answer_incident, tell_problem
from .assign import assign
from .change import change_priority, change_status, change_type
from .guard import guard
from .move import move
from .note import note
from .reply import reply
from .runs import add_items, begin_run, begun_before, end_run
from .snooze import wake
from .tag import tag, with_tags_made
from .use_macro import apply_macro, copy_of, do_parts, usable

MOST_AT_ONCE = 10_000
UNDONE_WITHIN = timedelta(days=1)
KEPT = timedelta(days=90)
FORGOTTEN_AT_ONCE = 5


@action
def start_bulk(
    tickets: Sequence[int],
    *,
    by: User,
    key: str,
    parts: Sequence[Part] = (),
    macro: Macro | None = None,
    body_html: str = "",
) -> tuple[BulkRun, bool]:
    """Write down what is to be done with which tickets (ids); tells whether it was not begun before.

    `key` makes the same press of the button count once. Nothing is done yet: `do_items` does it.
    Raises CannotBulk, MacroGone and WrongMacro.
    """
    run = BulkRun(person=by, key=key)
    if before := begun_before(run):
        return before, False
    ids = list(dict.fromkeys(tickets))
    if not ids:
        raise CannotBulk(_("No ticket is chosen."))
    if len(ids) > MOST_AT_ONCE:
        raise CannotBulk(_("Up to 10,000 tickets can be changed in one go. Choose fewer."))
    if not parts and macro is None and not to_text(body_html).strip():
        raise CannotBulk(_("Choose what is to be changed."))
    guard_gaps(body_html)
    run.parts = [part.kept() for part in with_tags_made(parts)]
    run.macro = usable(macro, by=by) if macro is not None else None
    run.body_html = body_html if to_text(body_html).strip() else ""
    if not begin_run(run, ids):  # the same press, a moment ago
        return BulkRun.objects.get(key=key, person=by), False
    return run, True


@action
def start_undo(run: BulkRun, *, by: User) -> tuple[BulkRun, bool]:
    """Begin to take back what a run did, within a day; answers that left stay. Asked for twice counts once.

    Raises NotAllowed for another's, and CannotBulk.
    """
    run = BulkRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.person_id != by.pk:
        raise NotAllowed
    before = BulkRun.objects.filter(undoes=run).first()
    if before is not None:
        return before, False
    if run.state == BulkState.RUNNING:
        raise CannotBulk(_("It is still under way. Stop it first."))
    if run.undoes_id is not None or timezone.now() - run.created_at > UNDONE_WITHIN:
        raise CannotBulk(_("It can be taken back for a day, once."))
    done = run.items.filter(state=ItemState.DONE).exclude(undo={})
    ids = list(done.order_by("pk").values_list("ticket", flat=True))
    if not ids:
        raise CannotBulk(_("Nothing of it can be taken back: answers that left stay."))
    undo = BulkRun.objects.create(person=by, undoes=run, total=len(ids), key=f"undo:{run.pk}")
    add_items(undo, ids)
    return undo, True


@action
def stop_bulk(run: BulkRun, *, by: User) -> None:
    """Stop a run: what was done stays, what was not is not done. Raises NotAllowed for another's.

    An answer to incidents is stopped by whoever may answer at their problem.
    """
    run = BulkRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.problem is not None:
        guard(run.problem, by=by, permission=Permission.REPLY)
    elif run.person_id != by.pk:
        raise NotAllowed
    if run.runs:
        end_run(run, BulkState.STOPPED)
        tell_problem(run, INCIDENTS_ANSWER_STOPPED, by=by)


class MacroFiles:
    """The files of macros, each read once for many tickets."""

    def __init__(self) -> None:
        self._read: dict[int, Sequence[File]] = {}

    def of(self, macro: Macro) -> Sequence[File]:
        """Copies of its files, as messages take them."""
        if macro.pk not in self._read:
            self._read[macro.pk] = [copy_of(file) for file in macro.attachments.order_by("pk")]
        return self._read[macro.pk]


def do_items(items: Sequence[int], *, files: MacroFiles | None = None) -> None:
    """Do tickets of one run, and write down what became of each: all in one transaction, or none.

    `files` is the same for all tickets of a run that are done one after another.
    What its person may do is looked at now. One that was done, or is in another's hand, is left alone.
    Raises what the doing of any of them raises besides ActionRefused; then nothing was done.
    """
    with together():
        waiting = BulkItem.objects.select_for_update(skip_locked=True, of=("self",))
        found = list(
            waiting.filter(pk__in=items, state=ItemState.WAITING, run__state=BulkState.RUNNING)
            .select_related("run__person", "run__macro")
            .order_by("pk")
        )
        if not found:
            return
        now = _where_they_are(found)
        seen = visible_to(found[0].run.person).select_for_update(of=("self",)).order_by("pk")
        tickets = seen.select_related("requester", "brand", "team").in_bulk(set(now.values()))
        had = _states(tickets)
        there = loaded(parts_in(found[0].run.parts))
        files = files or MacroFiles()
        for item in found:
            _do(item, tickets.get(now[item.ticket_id]), there, files)
        # What an answer solved stays so, as the answer does.
        kept = () if found[0].run.problem_id is not None else found
        has = _states([one.ticket_id for one in kept if one.state == ItemState.DONE])
        for item in found:
            before, after = had.get(item.ticket_id, {}), has.get(item.ticket_id, {})
            item.undo = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
            update(item, ["state", "why", "undo"])


@action
def _do(item: BulkItem, ticket: Ticket | None, there: Loaded, files: MacroFiles) -> None:
    try:
        with attempt():
            if ticket is None:
                raise NotAllowed
            item.why = _done(item, ticket, there, files)[:500]
        item.state = ItemState.DONE
    except ActionRefused as refused:
        item.state, item.why = ItemState.FAILED, str(refused)[:500]


@action
def fail_item(item: int, *, why: str) -> None:
    """Write down that a ticket of a run could not be done."""
    BulkItem.objects.filter(pk=item, state=ItemState.WAITING).update(state=ItemState.FAILED, why=why[:500])


@action
def finish_bulk(run: int) -> None:
    """Say that a run is done, when none of its tickets waits any more."""
    if BulkItem.objects.filter(run=run, state=ItemState.WAITING).exists():
        return
    running = BulkRun.objects.select_for_update(of=("self",)).filter(pk=run, state=BulkState.RUNNING)
    if (found := running.first()) is not None:
        end_run(found, BulkState.DONE)
        tell_problem(found, INCIDENTS_ANSWERED, by=found.person)


@action
def forget_old_runs() -> None:
    """Remove runs of long ago, a few at a time; what they changed stays in the history of each ticket.

    Answers to incidents stay with their problem.
    """
    before = timezone.now() - KEPT
    old = BulkRun.objects.filter(created_at__lt=before, undone_by=None, problem=None)
    for pk in list(old.order_by("pk").values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE]):
        BulkRun.objects.filter(pk=pk).delete()


def _where_they_are(items: Sequence[BulkItem]) -> Mapping[int, int]:
    """The ids of the tickets that are changed: those that were chosen, or where incidents go on."""
    chosen = [item.ticket_id for item in items]
    if items[0].run.problem_id is None:
        return {pk: pk for pk in chosen}
    goals = all_go_on_in(Ticket.objects.filter(pk__in=chosen))
    return {pk: goals[pk].pk for pk in chosen}


def _done(item: BulkItem, ticket: Ticket, there: Loaded, files: MacroFiles) -> str:
    """Do it; `there` is what the parts of the run name. Gives what was left out, in words.

    Raises ActionRefused.
    """
    run, by = item.run, item.run.person
    if run.problem_id is not None:
        answer_incident(ticket, run)
        return ""
    if run.undoes_id is not None:
        before = BulkItem.objects.get(run=run.undoes_id, ticket=ticket)
        return _taken_back(ticket, before.undo, by)
    out = do_parts(ticket, parts_in(run.parts), by=by, there=there)
    if run.macro is not None:
        macro = usable(run.macro, by=by)
        out += apply_macro(ticket, macro, by=by)
        html = in_their_language(macro.bodies, ticket)
        _say(item, ticket, html, by, macro=macro, files=files.of(macro))
    if run.body_html:
        _say(item, ticket, run.body_html, by)
    return " · ".join(f"{one.words}: {one.why_not}" for one in out)


def _say(
    item: BulkItem,
    ticket: Ticket,
    html: str,
    by: User,
    *,
    macro: Macro | None = None,
    files: Sequence[File] = (),
) -> None:
    """Answer the customer, or write the note that a macro writes; each leaves by the ticket's own channel."""
    if not html and not files:
        return
    body = filled(html, ticket, by=by)
    say = note if macro is not None and macro.visibility == Visibility.INTERNAL else reply
    say(
        ticket,
        by=by,
        body_text=to_text(body).strip(),
        body_html=body,
        files=files,
        key=f"bulk:{item.pk}:{macro.pk if macro is not None else 0}",
        from_draft=False,
    )


def _states(tickets: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What can be taken back, of each ticket by its id. Two queries."""
    ids = list(tickets)
    tags: dict[int, list[str]] = {pk: [] for pk in ids}
    put_on = Ticket.tags.through.objects.filter(ticket__in=ids).order_by("tag__name")
    for ticket, name in put_on.values_list("ticket", "tag__name"):
        tags[ticket].append(name)
    columns = ("status", "own_status", "priority", "type", "team", "assignee", "away")
    return {
        pk: {
            "status": [status, own],
            "priority": priority,
            "type": kind,
            "team": team,
            "assignee": assignee,
            "tags": tags[pk],
            "away": away,
        }
        for pk, status, own, priority, kind, team, assignee, away in Ticket.objects.filter(
            pk__in=ids
        ).values_list("pk", *columns)
    }


def _taken_back(ticket: Ticket, undo: dict[str, list[Any]], by: User) -> str:
    """Give back what the ticket had, where nobody changed it since; gives what was left, in words."""
    now, left = _states([ticket.pk])[ticket.pk], []
    for name, (before, after) in undo.items():
        if name != "tags" and now[name] != after:
            left.append(_("somebody changed it since"))
            continue
        _give_back(ticket, name, before, after, by)
    return " · ".join(dict.fromkeys(left))


def _give_back(ticket: Ticket, name: str, before: Any, after: Any, by: User) -> None:
    match name:
        case "status":
            category, own = before
            was = OwnStatus.objects.filter(pk=own, is_retired=False).first() if own is not None else None
            change_status(ticket, to=Status(category), own=was, by=by)
        case "priority":
            change_priority(ticket, to=Priority(before), by=by)
        case "type":
            change_type(ticket, to=TicketType(before) if before else None, by=by)
        case "team":
            move(ticket, to=Team.objects.filter(pk=before).first(), by=by)
        case "assignee":
            assign(ticket, to=User.objects.filter(pk=before).first(), by=by)
        case "tags":
            tag(ticket, add=set(before) - set(after), remove=set(after) - set(before), by=by)
        case _:
            wake(ticket, by=by)
