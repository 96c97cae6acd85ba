"""What can be filled into the text of a macro or of an answer to many: `{{ name|고객 }} 님`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User
from madang.brands.models import Desk
from madang.lib.text.filling import CannotFill, check_html, fill_html

from .errors import WrongMacro
from .models import Ticket

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

GAPS: "Mapping[str, _StrPromise]" = {
    "name": _("The customer's name"),
    "email": _("The customer's address"),
    "number": _("The number of the ticket"),
    "subject": _("The subject of the ticket"),
    "brand": _("The brand"),
    "team": _("The team"),
    "agent": _("Whoever answers"),
}
"""The name of each gap, and what stands in it."""


def filled(html: str, ticket: Ticket, *, by: User) -> str:
    """Clean HTML with its gaps filled for one ticket, `by` being who answers."""
    return fill_html(html, **values_of(ticket, by=by)) if "{{" in html else html


def values_of(ticket: Ticket, *, by: User) -> dict[str, str]:
    """What stands in the gaps for one ticket; empty where nothing is known."""
    return {
        "name": ticket.requester.name,
        "email": ticket.requester.email or "",
        "number": str(ticket.number),
        "subject": ticket.subject,
        "brand": ticket.brand.name,
        "team": ticket.team.name if ticket.team is not None else "",
        "agent": by.shown_name,
    }


def guard_gaps(html: str) -> None:
    """Raise WrongMacro for a gap that nothing can fill."""
    try:
        check_html(html, names=GAPS)
    except CannotFill as wrong:
        words = _("Nothing can be filled in at %(gap)s. There are: %(names)s.")
        raise WrongMacro(words % {"gap": wrong.gap, "names": ", ".join(GAPS)}) from None


def language_for(ticket: Ticket) -> str:
    """The language in which the customer is written to: theirs, else the brand's."""
    return ticket.requester.language or ticket.brand.language


def in_their_language(bodies: Mapping[str, str], ticket: Ticket) -> str:
    """The text in the customer's language, else in the desk's, else in whichever there is."""
    body = bodies.get(language_for(ticket))
    if body is None and bodies:
        desk = Desk.objects.first()
        body = bodies.get(desk.language if desk is not None else "")
    return body or next(iter(bodies.values()), "")
