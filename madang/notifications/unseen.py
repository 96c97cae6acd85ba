"""What follows when somebody sees a ticket no more."""

from madang.history.models import Event
from madang.tickets.mentions import members_of

from .telling import say


def renew_lists_of(event: Event) -> None:
    """Have the open pages of who lost sight of a ticket ask for their notices again: fewer may be theirs."""
    person, team = event.data["person"], event.data["team"]
    say([*([person] if person is not None else []), *members_of([team] if team is not None else [])])
