"""Macros at work: taken into a draft, done at once, or done with the answer that they were taken into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.roles import Reach
from madang.channels.base import File
from madang.history.recording import action, attempt, record

from ..errors import ActionRefused, MacroGone, TicketClosed
from ..events import TICKET_MACRO_USED, OfMacro
from ..gaps import filled, in_their_language
from ..macros import macros_for
from ..models import Attachment, Draft, Macro, OwnStatus, Priority, Status, Ticket, TicketType, Visibility
from ..parts import ANSWER, ME, Loaded, Part, PartKind, Prospect, loaded, parts_in, prospects
from .assign import assign
from .change import change_priority, change_status, change_type
from .draft import draft_of, guard_room
from .guard import guard_not_closed
from .move import move
from .receive import stored
from .snooze import snooze
from .tag import tag

MORNING = 9
"""The hour at which a snoozed ticket comes back."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a macro put into a draft: its text for this ticket, and copies of its files."""

    html: str
    files: Sequence[Attachment]


@action
def take_macro(ticket: Ticket, macro: Macro, *, by: User, visibility: Visibility) -> Taken:
    """Put a macro into the draft of `by`: its files now, what it does once the draft is sent.

    Its text is given back, for the place where its author writes. What `by` may not do, and what is gone, is
    left out. Raises NotAllowed, TicketClosed, MacroGone and DraftFull.
    """
    macro = usable(macro, by=by)
    draft = draft_of(ticket, by=by, visibility=visibility)
    sizes = list(draft.attachments.values_list("size", flat=True))
    kept = list(macro.attachments.order_by("pk"))
    if kept:
        guard_room([*sizes, *(file.size for file in kept)])
    files = [stored(copy_of(file), by=by, draft=draft) for file in kept]
    able = [one.part.kept() for one in prospects(parts_in(macro.parts), by=by) if not one.why_not]
    others = [one for one in draft.macros if one["macro"] != macro.pk]
    draft.macros = [*others, {"macro": macro.pk, "parts": able}]
    draft.save(update_fields=["macros", "updated_at"])
    return Taken(html=filled(in_their_language(macro.bodies, ticket), ticket, by=by), files=files)


@action
def drop_part(ticket: Ticket, *, by: User, visibility: Visibility, macro: int, part: Part) -> None:
    """Take one thing out of what a macro would do once the draft is sent. Raises NotAllowed, TicketClosed."""
    draft = draft_of(ticket, by=by, visibility=visibility)
    for one in draft.macros:
        if one["macro"] == macro:
            one["parts"] = [
                kept for kept in one["parts"] if (kept["kind"], kept["value"]) != (part.kind, part.value)
            ]
    draft.save(update_fields=["macros", "updated_at"])


@action
def use_macro(ticket: Ticket, macro: Macro, *, by: User) -> list[Prospect]:
    """Do at once what a macro does, without its text; gives what was left out and why.

    Raises TicketClosed, and MacroGone.
    """
    macro = usable(macro, by=by)
    ticket = ticket.locked()
    guard_not_closed(ticket)
    return _use(ticket, macro.pk, parts_in(macro.parts), by=by)


def do_macros(ticket: Ticket, macros: Sequence[dict[str, object]], *, by: User) -> Ticket:
    """Do what the macros of a draft do, with the answer that is sent; gives the ticket as it is then."""
    if not macros:
        return ticket
    for one in macros:
        _use(ticket, int(str(one["macro"])), parts_in(one["parts"]), by=by)  # type: ignore[arg-type]  # as kept
    return ticket.locked()


def usable(macro: Macro, *, by: User) -> Macro:
    """The macro as it is now. Raises MacroGone when `by` may not use it any more."""
    found = macros_for(by).filter(pk=macro.pk, is_retired=False).first()
    if found is None:
        raise MacroGone
    return found


def apply_macro(ticket: Ticket, macro: Macro, *, by: User) -> list[Prospect]:
    """Do what a usable macro does, for actions that say its text themselves; gives what was left out."""
    return _use(ticket, macro.pk, parts_in(macro.parts), by=by)


def _use(ticket: Ticket, macro: int, parts: Sequence[Part], *, by: User) -> list[Prospect]:
    if Macro.objects.filter(pk=macro).update(uses=F("uses") + 1):
        record(ticket, TICKET_MACRO_USED, by=by, data=OfMacro(macro=macro))
    return do_parts(ticket, parts, by=by)


@action
def do_parts(
    ticket: Ticket, parts: Sequence[Part], *, by: User, there: Loaded | None = None
) -> list[Prospect]:
    """Do all the parts that can be done; gives those that were left out, with the reason.

    Each part is guarded by its own action. `there` is what `loaded` gave for these parts.
    Raises TicketClosed: then nothing was done.
    """
    there = there or loaded(parts)
    out: list[Prospect] = []
    for one in prospects(_in_order(parts, by), by=by, there=there):
        if one.why_not:
            out.append(one)
            continue
        try:
            with attempt():
                _do(ticket, one.part, there, by)
        except TicketClosed:
            raise
        except ActionRefused as refused:
            out.append(Prospect(one.part, one.words, str(refused)))
    return out


def _in_order(parts: Sequence[Part], by: User) -> Sequence[Part]:
    """Whoever sees what is theirs alone gives the ticket to a team before they give it away."""
    if by.reach != Reach.ASSIGNED:
        return parts
    last = (PartKind.ASSIGNEE, PartKind.SNOOZE)
    return sorted(parts, key=lambda part: last.index(PartKind(part.kind)) + 1 if part.kind in last else 0)


def _do(ticket: Ticket, part: Part, there: Loaded, by: User) -> None:
    value = part.value
    match part.kind:
        case PartKind.STATUS:
            category, _colon, own = value.partition(":")
            chosen: OwnStatus | None = there.statuses[own] if own else None
            if chosen is not None:
                change_status(ticket, to=Status(category), own=chosen, by=by)
            else:
                change_status(ticket, to=Status(category), by=by)
        case PartKind.PRIORITY:
            change_priority(ticket, to=Priority(int(value)), by=by)
        case PartKind.TYPE:
            change_type(ticket, to=TicketType(value) if value else None, by=by)
        case PartKind.TAG:
            tag(ticket, add=[there.tags[value]], by=by)
        case PartKind.UNTAG:
            tag(ticket, remove=[there.tags[value]], by=by)
        case PartKind.TEAM:
            move(ticket, to=there.teams.get(value), by=by)
        case PartKind.ASSIGNEE:
            assign(ticket, to=by if value == ME else there.people.get(value), by=by)
        case PartKind.SNOOZE:
            snooze(ticket, until=snoozed_until(value), by=by)


def snoozed_until(value: str, now: datetime | None = None) -> datetime | None:
    """When a part that snoozes brings the ticket back: in the morning after so many days; None for never."""
    if value == ANSWER:
        return None
    day = timezone.localtime(now or timezone.now()) + timedelta(days=int(value))
    return day.replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)


def copy_of(file: Attachment) -> File:
    """A copy of a stored file, as messages and macros take it."""
    with file.file.open() as opened:
        return File(filename=file.filename, content_type=file.content_type, content=opened.read())


def macros_of(draft: Draft | None) -> list[dict[str, object]]:
    """The macros taken into a draft."""
    return list(draft.macros) if draft is not None else []
