"""What was refused, in words and with the status that says what a program can do next."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI

from madang.accounts import errors as of_people
from madang.tickets import errors as of_tickets

from .pages import BadCursor

STATUSES: dict[type[Exception], int] = {
    of_tickets.NotAllowed: 403,
    of_tickets.WrongRecipient: 422,
    of_tickets.NoRecipient: 422,
    of_tickets.WrongAnswer: 422,
    of_tickets.ActionRefused: 409,
    of_people.NotAllowed: 403,
    of_people.NotAnAddress: 422,
    of_people.UnusableIdentity: 422,
    of_people.UnusableDomain: 422,
    of_people.NoNameGiven: 422,
    of_people.Refused: 409,
}
"""A refusal of another kind counts as the one that it is a kind of."""


def answer_refusals(api: NinjaAPI) -> None:
    """Let the API answer refusals with {"detail": words}."""
    for kind in STATUSES:
        api.add_exception_handler(kind, lambda request, refused: _refused(api, request, refused))
    api.add_exception_handler(BadCursor, lambda request, _bad: _bad_cursor(api, request))


def _refused(api: NinjaAPI, request: HttpRequest, refused: object) -> HttpResponse:
    statuses: Iterable[int] = (STATUSES[kind] for kind in type(refused).__mro__ if kind in STATUSES)
    return api.create_response(request, {"detail": str(refused)}, status=next(iter(statuses)))


def _bad_cursor(api: NinjaAPI, request: HttpRequest) -> HttpResponse:
    words = _("This cursor is not from this list. Begin without one.")
    return api.create_response(request, {"detail": words}, status=400)
