"""Who asks, and what is meant by numbers, names and keys in what they ask."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from madang.accounts.models import Team, User
from madang.tickets.models import Field, FieldSubject, Ticket
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


def fields_keyed(given: Mapping[str, Any], subject: FieldSubject) -> list[tuple[Field, Any]]:
    """The fields of a subject with what was given for their keys. Raises HttpError 422 for an unknown key."""
    known = {field.key: field for field in Field.objects.filter(key__in=list(given), subject=subject)}
    unknown = sorted(given.keys() - known.keys())
    if unknown:
        raise HttpError(422, _("There is no field with the key %(key)s.") % {"key": unknown[0]})
    return [(known[key], value) for key, value in given.items()]
