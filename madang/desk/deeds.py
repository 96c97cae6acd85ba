"""What the ticket page can ask for besides its properties; each tells what would undo it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from madang.accounts.agents import agents
from madang.accounts.models import Team, User
from madang.intake.actions import block, unblock
from madang.intake.blocked import BlockedSender, blocked_among
from madang.lib.html import from_text
from madang.lib.text.numbers import number_in
from madang.tickets import actions
from madang.tickets.bulk_jobs import begin
from madang.tickets.errors import CannotInvite, CannotLink, CannotRedact, CannotSnooze, CannotSplit
from madang.tickets.links import Role
from madang.tickets.merging import goes_on_in, whole_conversation
from madang.tickets.models import (
    Attachment,
    Away,
    BulkRun,
    Hold,
    Message,
    SideMessage,
    TeamInvitation,
    Ticket,
)
from madang.tickets.queries import messages_visible_to, sides_visible_to, visible_to

from .compose.later import written_time
from .compose.macros import macro_named
from .doing import Undo

ASIDE = "side-"
"""How the id of a message of a side conversation begins where one of either kind is meant."""


def _snooze(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    before = _snoozed(ticket)
    asked = given.get("snooze", "")
    until = written_time(asked)
    if until is None and asked != "answer":
        raise CannotSnooze(_("That is no time. Choose one, or until the customer writes."))
    actions.snooze(ticket, until=until, by=person)
    return before


def _wake(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    before = _snoozed(ticket)
    actions.wake(ticket, by=person)
    return before


def _snoozed(ticket: Ticket) -> Undo:
    if ticket.away != Away.SNOOZED:
        return {"wake": "1"}
    return {"snooze": ticket.away_until.isoformat() if ticket.away_until is not None else "answer"}


def _macro(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    before, tags, aside = state_of(ticket), tags_of(ticket), _snoozed(ticket)
    actions.use_macro(ticket, macro_named(given.get("macro", ""), person), by=person)
    ticket.refresh_from_db()
    after = state_of(ticket)
    undo: Undo = {name: value for name, value in before.items() if value != after[name]}
    if "status" in undo or "own" in undo:
        undo |= {"status": before["status"], "own": before["own"]}
    if (now := tags_of(ticket)) != tags:
        undo |= {"untag": sorted(now - tags), "tag": sorted(tags - now)}
    return undo | (aside if _snoozed(ticket) != aside else {})


def state_of(ticket: Ticket) -> Undo:
    """What a macro can change besides tags, as it is posted to bring it back."""
    return {
        "status": ticket.status,
        "own": ticket.own_status_id or "",
        "priority": ticket.priority,
        "type": ticket.type,
        "team": ticket.team_id or "",
        "assignee": ticket.assignee_id or "",
    }


def tags_of(ticket: Ticket) -> set[str]:
    """The names of the ticket's tags."""
    return set(ticket.tags.values_list("name", flat=True))


def _explain_hold(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    period = Hold.objects.filter(ticket=ticket, ended_at=None).first()
    actions.explain_hold(ticket, reason=given.get("hold_reason", ""), by=person)
    return {"hold_reason": period.reason if period is not None else ""}


def _link(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    other, role = _numbered(given.get("link", ""), person), _role(given)
    actions.link(ticket, to=other, role=role, by=person)
    return {"unlink": str(goes_on_in(other).number), "role": role.value}


def _unlink(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    other, role = _numbered(given.get("unlink", ""), person), _role(given)
    actions.unlink(ticket, other=other, role=role, by=person)
    return {"link": str(other.number), "role": role.value}


def _open_task(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    team = Team.objects.filter(pk=number_in(given.get("task_team", ""))).first()
    if team is None:
        raise CannotLink(_("Choose the team that is to do it."))
    text, subject = given.get("task_text", ""), given.get("task", "")
    task = actions.open_task(ticket, subject=subject, text=text, team=team, by=person)
    return {"unlink": str(task.number), "role": Role.TASK.value}


def _answer_incidents(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    text = given.get("answer_incidents", "").strip()
    key = f"desk:{person.pk}:{given.get('key', '')[:40]}" if given.get("key") else None
    run, is_new = actions.answer_incidents(
        ticket, body_text=text, body_html=from_text(text), by=person, key=key
    )
    if is_new:
        begin(run)
    return {}


def _stop_answering(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    run = BulkRun.objects.filter(problem=ticket, pk=number_in(given.get("stop_answering", ""))).first()
    if run is not None:
        actions.stop_bulk(run, by=person)
    return {}


def _split(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    seen = messages_visible_to(person).select_related("ticket")
    message = seen.filter(pk=number_in(given.get("split", ""))).first()
    if message is None:
        raise CannotSplit(_("This message is not there any more."))
    new = actions.split(message, by=person, for_author=given.get("requester") == "author")
    return {"take_back": str(new.number)}


def _take_back(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    split = _numbered(given.get("take_back", ""), person)
    message = split.messages.order_by("pk").first()
    actions.take_back(split, by=person)
    return {"split": str(message.pk)} if message is not None else {}


def _delete(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    actions.delete(ticket, by=person)
    return {"restore": "1"}


def _restore(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    actions.restore(ticket, by=person)
    return {"delete": "1"}


def _erase(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    actions.erase_ticket(ticket, by=person)
    return {}


def _mark_spam(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    actions.mark_spam(ticket, by=person)
    email = ticket.requester.email
    if "block" not in given or not email or email in blocked_among([email]):
        return {"not_spam": "1"}
    block(email, reason=f"#{ticket.number}", by=person)
    return {"not_spam": "1", "unblock": "1"}


def _unmark_spam(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    actions.unmark_spam(ticket, by=person)
    blocked = BlockedSender.objects.filter(value=ticket.requester.email or "").first()
    if "unblock" not in given or blocked is None:
        return {"spam": "1"}
    unblock(blocked, by=person)
    return {"spam": "1", "block": "1"}


def _redact(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    message: Message | SideMessage | None
    asked = given.get("redact", "")
    if asked.startswith(ASIDE):
        asides = SideMessage.objects.filter(side__in=sides_visible_to(person)).select_related("side__ticket")
        message = asides.filter(pk=number_in(asked.removeprefix(ASIDE))).first()
    else:
        seen = messages_visible_to(person).select_related("ticket")
        message = seen.filter(pk=number_in(asked)).first()
    if message is None:
        raise CannotRedact(_("This message is not there any more."))
    actions.redact(message, piece=given.get("piece", ""), by=person)
    return {}


def _redact_file(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    files = Attachment.objects.select_related("message__ticket", "side_message__side__ticket")
    whole = whole_conversation(ticket)
    of_messages = Q(message__in=messages_visible_to(person).filter(ticket__in=whole))
    of_sides = Q(side_message__side__in=sides_visible_to(person).filter(ticket__in=whole))
    file = files.filter(of_messages | of_sides).filter(pk=number_in(given.get("redact_file", ""))).first()
    if file is None:
        raise CannotRedact(_("This file is not there any more."))
    actions.redact_file(file, by=person)
    return {}


def _follow(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    actions.follow(ticket, by=person)
    return {"unfollow": "1"}


def _unfollow(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    actions.unfollow(ticket, by=person)
    return {"follow": "1"}


def _ask_team(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    team = Team.objects.filter(pk=number_in(given.get("ask_team", ""))).first()
    if team is None:
        raise CannotInvite(_("That team is not there any more. Choose another."))
    asked = actions.invite_team(ticket, team=team, by=person, text=given.get("ask_text", ""))
    return {"help_done": str(asked.pk)}


def _help_done(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    asked = TeamInvitation.objects.filter(ticket=ticket, pk=number_in(given.get("help_done", ""))).first()
    if asked is None:
        raise CannotInvite(_("This team is not asked any more."))
    actions.finish_help(asked, by=person, text=given.get("word", ""))
    return {"ask_team": str(asked.team_id)}


def _hide(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    shown = _shown_to(given.get("hide_from", ""))
    actions.hide_from(ticket, **shown, by=person)
    return {"show_again": given["hide_from"]}


def _show_again(ticket: Ticket, given: QueryDict, person: User) -> Undo:
    actions.show_again(ticket, **_shown_to(given.get("show_again", "")), by=person)
    return {"hide_from": given["show_again"]}


def _shown_to(mark: str) -> dict[str, Any]:
    """Whom a mark means, such as agent-12 or team-3: as whoever is named in a note is."""
    kind, _dash, key = mark.partition("-")
    found: User | Team | None = None
    if kind == "agent":
        found = agents().filter(pk=number_in(key)).first()
    elif kind == "team":
        found = Team.objects.filter(pk=number_in(key)).first()
    if found is None:
        raise CannotInvite(_("They are not here any more."))
    return {"team" if kind == "team" else "person": found}


def _numbered(given: str, person: User) -> Ticket:
    ticket = visible_to(person).filter(number=number_in(given.strip().lstrip("#"))).first()
    if ticket is None:
        raise CannotLink(_("There is no ticket of that number, or you can't see it."))
    return ticket


def _role(given: QueryDict) -> Role:
    role = given.get("role", "")
    return Role(role) if role in set(Role) else Role.RELATED


DEEDS: Mapping[str, Callable[[Ticket, QueryDict, User], Undo]] = {
    "macro": _macro,
    "hold_reason": _explain_hold,
    "snooze": _snooze,
    "wake": _wake,
    "follow": _follow,
    "ask_team": _ask_team,
    "help_done": _help_done,
    "unfollow": _unfollow,
    "hide_from": _hide,
    "show_again": _show_again,
    "link": _link,
    "unlink": _unlink,
    "task": _open_task,
    "answer_incidents": _answer_incidents,
    "stop_answering": _stop_answering,
    "split": _split,
    "redact": _redact,
    "redact_file": _redact_file,
    "delete": _delete,
    "restore": _restore,
    "erase": _erase,
    "spam": _mark_spam,
    "not_spam": _unmark_spam,
    "take_back": _take_back,
}
"""The name that is posted → what is done then."""
