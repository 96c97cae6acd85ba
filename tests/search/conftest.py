"""A desk whose conversations are indexed."""

from collections.abc import Callable

import pytest

from madang.accounts.models import User
from madang.history.models import Event
from madang.search.reactions import index_what_changed
from madang.tickets import actions
from madang.tickets.models import Message, Ticket
from tests.cast import OpenTicket


def index_what_happened() -> None:
    """Index what all events so far tell, as the pipeline does in their transactions."""
    index_what_changed(list(Event.objects.order_by("pk")))


Write = Callable[..., Ticket]


@pytest.fixture
def write(open_ticket: OpenTicket) -> Write:
    """A customer writes: `write("결제 문의", "환불은 언제 되나요?", requester=noor)`."""

    def made(subject: str, text: str, *, requester: User | None = None) -> Ticket:
        ticket = open_ticket(subject, requester=requester, text=text)
        index_what_happened()
        return ticket

    return made


Note = Callable[[Ticket, User, str], Message]


@pytest.fixture
def note() -> Note:
    """An agent notes something: `note(ticket, mina, "카드사에 확인함")`."""

    def made(ticket: Ticket, by: User, text: str) -> Message:
        message = actions.note(ticket, by=by, body_text=text)
        index_what_happened()
        return message

    return made
