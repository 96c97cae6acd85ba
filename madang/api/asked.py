"""Who asks, and what is meant by numbers and names in what they ask."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from madang.accounts.models import Team, User
from madang.tickets.models import Ticket
from madang.tickets.queries import visible_to


def person_asking(request: HttpRequest) -> User:
    """Whose token it is."""
    person: User = request.auth  # type: ignore[attr-defined]  # put there by Bearer
    return person


def ticket_numbered(person: User, number: int) -> Ticket:
    """The ticket with that number, where `person` sees it. Raises HttpError 404."""
    ticket = visible_to(person).filter(number=number).first()
    if ticket is None:
        raise HttpError(404, _("There is no such ticket, or you can't see it."))
    return ticket


def team_named(name: str | None) -> Team | None:
    """The team of that name, None for none. Raises HttpError 422."""
    if name is None:
        return None
    team = Team.objects.filter(name=name).first()
    if team is None:
        raise HttpError(422, _("There is no team named %(name)s.") % {"name": name})
    return team
