"""The workspace's one screen: lists, the rows of one, and the ticket that is open beside them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.accounts.models import User
from madang.history.readers import Newest, newest
from madang.lib.text.numbers import numbers_in
from madang.tickets.filters import WrongCursor

from ..conversation import NoSuchTicket, Opened, opened
from ..counts import counts_for, in_words
from ..deleted import deleted_ticket
from ..fresh_rows import fresh_rows
from ..lists import DEFAULT, Group, TicketList, groups_for
from ..planned import how_many_leave
from ..rows import Rows, page_of_list
from ..sharing import shared_by
from ..shown import described_view
from ..view_counts import view_counts_for

MOST_ROWS_ASKED = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """A list with its count in words, empty when it is not counted."""

    list: TicketList
    count: str


@dataclass(frozen=True, slots=True)
class CountedGroup:
    """A group of the rail."""

    name: str
    lists: Sequence[Counted]
    of_views: bool
    is_first: bool


@for_agents
@require_safe
def home(request: AgentRequest) -> HttpResponse:
    """The desk's first screen is the person's own tickets."""
    return redirect("desk:list", slug=DEFAULT)


@for_agents
@require_safe
def ticket_list(request: AgentRequest, slug: str) -> HttpResponse:
    """A list, with nothing open beside it."""
    return _workspace(request, slug, None)


@for_agents
@require_safe
def ticket_in_list(request: AgentRequest, slug: str, number: int) -> HttpResponse:
    """A list with a ticket open beside it; only the ticket when the page asks for that alone."""
    try:
        ticket = opened(request.user, number, activity="activity" in request.GET)
    except NoSuchTicket:
        if (gone := _deleted(request, slug, number)) is not None:
            return gone
        if request.htmx.target != "opened":
            raise Http404 from None
        return _varying(render(request, "desk/ticket/gone.html", {"number": number}, status=404))
    if request.htmx.target == "opened":
        context = {"opened": ticket, "slug": slug, "activity": "activity" in request.GET}
        return _varying(render(request, "desk/ticket/opened.html", context))
    return _workspace(request, slug, ticket)


@for_agents
@require_safe
def ticket_alone(request: AgentRequest, number: int) -> HttpResponse:
    """The lasting address of a ticket, for links in mails and notes: it opens in the list of open tickets."""
    return redirect("desk:ticket", slug="open", number=number)


@for_agents
@require_safe
def rows(request: AgentRequest, slug: str) -> HttpResponse:
    """More rows (`?after=cursor`), or some of them as they are now (`?only=10482,10490`).

    With `counts` the counts of all lists come along, so that a page that was told of changes asks once.
    """
    happened = newest()
    groups = groups_for(request.user)
    one = _list_of(groups, slug)
    context: dict[str, Any] = {"list": one, "slug": slug}
    if "counts" in request.GET:
        context["counts"] = json.dumps(_counted_with_leaving(request.user, groups, happened))
    if "only" in request.GET:
        asked = request.GET["only"].split(",")[:MOST_ROWS_ASKED]
        numbers = numbers_in(asked)
        shared = shared_by(request.user, happened)
        found = Rows(fresh_rows(one, request.user, numbers, shared))
        return render(request, "desk/list/rows.html", {**context, "rows": found})
    try:
        found = page_of_list(one, request.user, after=request.GET.get("after", ""))
    except WrongCursor:
        raise Http404 from None
    return render(request, "desk/list/rows.html", {**context, "rows": found})


@for_agents
@require_safe
def list_counts(request: AgentRequest) -> JsonResponse:
    """The counts of all lists in words, and of what waits to leave: {"mine": "12", "open": "999+", …}."""
    happened = newest()
    return JsonResponse(_counted_with_leaving(request.user, groups_for(request.user), happened))


def _counted_with_leaving(person: User, groups: Sequence[Group], happened: Newest | None) -> dict[str, str]:
    return {**_counted(person, groups, happened), "leaving": in_words(how_many_leave(person))}


def _counted(person: User, groups: Sequence[Group], happened: Newest | None) -> dict[str, str]:
    """The counts of all lists in words, by slug."""
    counted = counts_for(person, groups, shared_by(person, happened))
    words = {slug: in_words(number) for slug, number in counted.items()}
    return {**words, **view_counts_for(person, groups, happened)}


def _workspace(request: AgentRequest, slug: str, ticket: Opened | None) -> HttpResponse:
    happened = newest()
    groups = groups_for(request.user)
    one = _list_of(groups, slug)
    words = _counted(request.user, groups, happened)
    shown = [
        CountedGroup(
            group.name,
            [Counted(each, words.get(each.slug, "")) for each in group.lists],
            group.of_views,
            group.of_views and not groups[nth - 1].of_views,
        )
        for nth, group in enumerate(groups)
    ]
    context = {
        "groups": shown,
        "list": one,
        "slug": slug,
        "count": words.get(slug, ""),
        "leaving": in_words(how_many_leave(request.user)),
        "rows": page_of_list(one, request.user),
        "view": one.view and described_view(one.view, request.user),
        "opened": ticket,
        "activity": "activity" in request.GET,
        "shows": "ticket" if ticket else "lists" if "lists" in request.GET else "list",
        "place": "inbox",
    }
    template = "desk/columns.html" if request.htmx.target == "workspace" else "desk/workspace.html"
    return _varying(render(request, template, context))


def _deleted(request: AgentRequest, slug: str, number: int) -> HttpResponse | None:
    """What is left to be seen of a deleted ticket, for who may bring it back."""
    try:
        ticket = deleted_ticket(request.user, number)
    except NoSuchTicket:
        return None
    if request.htmx.target == "opened":
        return _varying(render(request, "desk/ticket/deleted.html", {"ticket": ticket}))
    return redirect("desk:list", slug="deleted")


def _list_of(groups: Sequence[Group], slug: str) -> TicketList:
    found = next((one for group in groups for one in group.lists if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _varying(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
