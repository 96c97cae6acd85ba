"""An answer as it was posted by the composer: sent, scheduled, or given to a reviewer."""

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.agents import agents
from madang.accounts.models import User
from madang.lib.text.numbers import number_in
from madang.tickets import actions
from madang.tickets.copies import Recipients
from madang.tickets.errors import NotAReviewer, NotItsTime
from madang.tickets.models import Message, PlannedReply, Status, Ticket
from madang.tickets.planning import delay_of

from .later import chosen

NOW = "now"
"""The time that says: at once, whatever the desk waits otherwise."""


CHOSEN = "chosen"
"""What `recipients` says when they are given one by one."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What the composer posts beside the words.

    `at` is empty for as the desk wants it, `now`, a value of `later.moments` or a time; `reviewer` is the id
    of who reviews it first, with a `note`. `seen` is the newest message that the author had on the screen.
    `whom` is to whom it goes, None for whoever takes part. `anyway`: solve it though tasks of it are open.
    `unsigned`: without a signature.
    """

    then: Status | None
    seen: int | None
    at: str
    reviewer: str
    note: str
    whom: Recipients | None = None
    anyway: bool = False
    unsigned: bool = False


def posted(given: QueryDict) -> Posted:
    """What was posted; made-up values count as not given."""
    then = given.get("then", "")
    return Posted(
        then=Status(then) if then in Status.values else None,
        seen=seen_in(given),
        at=given.get("at", ""),
        reviewer=given.get("reviewer", ""),
        note=given.get("note", ""),
        whom=whom_in(given),
        anyway="anyway" in given,
        unsigned="unsigned" in given,
    )


def whom_in(given: QueryDict) -> Recipients | None:
    """The recipients `to`, `cc` and `bcc` when `recipients` says “chosen”, else None: whoever takes part."""
    if given.get("recipients") != CHOSEN:
        return None
    return Recipients(to=given.getlist("to"), cc=given.getlist("cc"), bcc=given.getlist("bcc"))


def send_answer(
    ticket: Ticket, *, by: User, text: str, html: str, how: Posted, key: str | None
) -> Message | PlannedReply:
    """Send an answer, or have it wait. `html` is clean; errors as those of the actions."""
    due_at = _due_at(ticket, how)
    to, cc, bcc = (how.whom.to, how.whom.cc, how.whom.bcc) if how.whom is not None else (None, None, ())
    if due_at is None and not how.reviewer:
        return actions.reply(
            ticket,
            by=by,
            body_text=text,
            body_html=html,
            then=how.then,
            seen=how.seen,
            key=key,
            to=to,
            cc=cc,
            bcc=bcc,
            anyway=how.anyway,
            unsigned=how.unsigned,
        )
    answer = actions.Answer(
        body_text=text, body_html=html, then=how.then, to=to, cc=cc, bcc=bcc, unsigned=how.unsigned
    )
    if how.reviewer:
        reviewer = colleague(how.reviewer)
        due_at = due_at if how.at else None
        return actions.ask_review(
            ticket, answer, reviewer=reviewer, by=by, due_at=due_at, note=how.note, seen=how.seen, key=key
        )
    assert due_at is not None
    return actions.schedule(ticket, answer, due_at=due_at, by=by, seen=how.seen, key=key)


def time_in(given: str) -> datetime:
    """The time that was chosen. Raises NotItsTime for what is none."""
    found = chosen(given)
    if found is None:
        raise NotItsTime
    return found


def colleague(given: str) -> User:
    """The agent with that id. Raises NotAReviewer when there is none."""
    found = agents().filter(pk=number_in(given)).first()
    if found is None:
        raise NotAReviewer(_("This person"))
    return found


def seen_in(given: QueryDict) -> int | None:
    """The id of the newest message that was on the screen, None when it wasn't said."""
    seen = given.get("seen", "")
    return number_in(seen) if seen.isdecimal() else None


def _due_at(ticket: Ticket, how: Posted) -> datetime | None:
    """When it leaves, None for at once."""
    if how.at == NOW:
        return None
    if how.at:
        return time_in(how.at)
    delay = delay_of(ticket)
    return timezone.now() + delay if delay else None


def blacked_out_in(given: QueryDict) -> int | None:
    """How often something in the ticket was blacked out when the page was made, None when it doesn't say."""
    told = given.get("blacked_out", "")
    return number_in(told) if told.isdecimal() else None
