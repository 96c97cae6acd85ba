"""A notice in a brand's words, filled in and dressed."""

from dataclasses import dataclass

from madang.brands.models import Brand
from madang.delivery.looks import Dressed, dressed, look_of
from madang.lib.html import from_text
from madang.lib.prepared import Given, Prepared
from madang.lib.text.filling import fill
from madang.tickets.models import Ticket
from madang.ui.people import called

from .models import NoticeText
from .steps import ON_AT_FIRST, Step, first_words

_OWN_WORDS = Prepared(
    lambda: NoticeText.objects.filter(brand=Given("brand"), step=Given("step"), language=Given("language"))
)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said at a step: the subject (empty for that of the ticket) and the text, gaps and all."""

    is_on: bool
    subject: str
    body: str


def words_of(brand: Brand, step: Step, language: str, *, named: bool = True) -> Words:
    """The brand's own words, else those of the program. One query."""
    row = _OWN_WORDS.first(brand=brand.pk, step=step.value, language=language)
    if row is None:
        return Words(step in ON_AT_FIRST, "", first_words(step, language, named=named))
    return Words(row.is_on, row.subject, row.body or first_words(step, language, named=named))


def values_of(ticket: Ticket) -> dict[str, str]:
    """What is filled in, for one ticket."""
    return {
        "name": ticket.requester.name,
        "number": str(ticket.number),
        "subject": ticket.subject,
        "brand": ticket.brand.name,
        "agent": called(ticket.assignee) if ticket.assignee is not None else ticket.brand.name,
        "team": ticket.team.name if ticket.team is not None else ticket.brand.name,
    }


def worded(words: Words, brand: Brand, *, values: dict[str, str]) -> tuple[str, Dressed]:
    """The subject (empty for that of the ticket) and the mail."""
    text = fill(words.body, **values)
    mail = dressed(look_of(brand), html=from_text(text), text=text, number=int(values["number"]))
    return " ".join(fill(words.subject, **values).split()), mail
