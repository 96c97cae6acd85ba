"""Macros beside what is written: those that can be taken, and what a draft will do once it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from madang.accounts.models import User
from madang.lib.html import in_page
from madang.lib.text.numbers import number_in
from madang.tickets.gaps import filled, in_their_language
from madang.tickets.macros import find, macros_for
from madang.tickets.models import Attachment, Draft, Macro, Ticket, Visibility
from madang.tickets.parts import Prospect, parts_in, prospects

MOST_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Offered:
    """A macro to choose, with what it would write and do on this ticket.

    `at_once` says that it has nothing to write, so that choosing it is doing it.
    """

    macro: Macro
    html: SafeString
    files: Sequence[Attachment]
    prospects: Sequence[Prospect]

    @property
    def at_once(self) -> bool:
        """Whether choosing it is doing it."""
        return not self.html and not self.files


@dataclass(frozen=True, slots=True)
class Pending:
    """One thing that will be done when a draft is sent, and the macro that it is of."""

    macro: int
    name: str
    prospect: Prospect


def macro_named(given: str, person: User) -> Macro:
    """The macro of that id; one that actions refuse, as gone, when the person has none of it."""
    return macros_for(person).filter(pk=number_in(given)).first() or Macro(pk=0)


def offered(person: User, ticket: Ticket, typed: str) -> list[Offered]:
    """The macros that fit what was typed, as they would be on this ticket."""
    return [
        Offered(
            macro=macro,
            html=shown(filled(in_their_language(macro.bodies, ticket), ticket, by=person)),
            files=list(macro.attachments.all()),
            prospects=prospects(parts_in(macro.parts), by=person),
        )
        for macro in find(person, typed, most=MOST_OFFERED)
    ]


def shown(html: str) -> SafeString:
    """The text of a macro, to be read in a page."""
    return mark_safe(in_page(html))  # noqa: S308  # cleaned here


def pending_of(draft: Draft | None, person: User) -> list[Pending]:
    """What will be done when the draft is sent. Five queries at most."""
    if draft is None or not draft.macros:
        return []
    names = dict(
        Macro.objects.filter(pk__in=[one["macro"] for one in draft.macros]).values_list("pk", "name")
    )
    return [
        Pending(macro=one["macro"], name=names.get(one["macro"], ""), prospect=prospect)
        for one in draft.macros
        for prospect in prospects(parts_in(one["parts"]), by=person)
    ]


def pending_on(ticket: Ticket, person: User, visibility: Visibility) -> list[Pending]:
    """What will be done when the person's draft of that ticket is sent."""
    draft = Draft.objects.filter(ticket=ticket, author=person, visibility=visibility).first()
    return pending_of(draft, person)
