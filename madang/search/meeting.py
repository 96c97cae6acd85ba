"""Tickets that meet conditions, when a search says no words besides."""

from madang.accounts.models import User, shown_name
from madang.lib.text.snippets import Snippet
from madang.tickets.filters import Asker, Question, WrongCursor, page_of
from madang.tickets.models import Ticket

from .reach import wherever
from .results import Hit, Results


def by_conditions(person: User, question: Question, *, limit: int, cursor: str | None) -> Results:
    """The tickets with the newest messages first, as a view shows them, snoozed ones among them.

    Raises ValueError for a cursor that no page gave.
    """
    if not question.has_conditions:
        if cursor is not None:
            raise ValueError("nothing is asked, so there is no next page")
        return Results(question=question)
    by = Asker.of(person)
    try:
        page = page_of(wherever(question.tree), by=by, after=cursor or "", size=limit)
    except WrongCursor as error:
        raise ValueError(f"{str(error)[:40]!r} is no cursor of a search") from None
    found = Ticket.objects.filter(pk__in=[place.pk for place in page.places]).values_list(
        "pk", "number", "subject", "preview", "requester__name", "requester__email", "last_message_at"
    )
    rows = {row[0]: row[1:] for row in found}
    hits = []
    for place in (one for one in page.places if one.pk in rows):
        number, subject, preview, name, email, at = rows[place.pk]
        hits.append(
            Hit(
                ticket_id=place.pk,
                number=number,
                subject=Snippet(subject),
                requester=shown_name(name, email),
                message_id=None,
                snippet=Snippet(preview),
                internal=False,
                at=at,
            )
        )
    return Results(tickets=tuple(hits), cursor=page.next or None, question=question)
