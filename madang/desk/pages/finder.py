"""The field that finds everything, and the page of all it finds: tickets and people, by words and numbers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.search.find import count, find
from madang.search.results import Results
from madang.tickets.filters import described, in_one_line

SHOWN = 12
PAGE = 30
LONGEST = 200
"""Characters of what somebody searches for; the field takes no more."""


@for_agents
@require_safe
def find_anything(request: AgentRequest) -> HttpResponse:
    """The first of what `?q=` finds, as choices of the finder."""
    asked = request.GET.get("q", "").strip()
    results = find(request.user, asked, limit=SHOWN)
    return render(request, "desk/find/results.html", {**_parted(results), "asked": asked})


@for_agents
@require_safe
def search(request: AgentRequest) -> HttpResponse:
    """All that `?q=` finds, a page at a time; `?cursor=` is that of the page before.

    Asked for the element `found-more` alone, it gives the next page's rows to put in its place.
    """
    asked = request.GET.get("q", "").strip()[:LONGEST]
    cursor = request.GET.get("cursor") or None
    try:
        results = find(request.user, asked, limit=PAGE, cursor=cursor)
    except ValueError:
        raise Http404 from None
    context = {**_parted(results), "asked": asked, "place": "inbox"}
    if request.htmx.target == "found-more":
        return render(request, "desk/search/tickets.html", context)
    context |= {"continued": cursor is not None, "count": _how_many(request, results, cursor)}
    return render(request, "desk/search/page.html", context)


def _parted(results: Results) -> dict[str, object]:
    question = results.question
    return {
        "results": results,
        "wrong": question.wrong,
        "conditions": in_one_line(described(question.tree)) if question.has_conditions else "",
        "exact": [hit for hit in results.tickets if not hit.similar],
        "similar": [hit for hit in results.tickets if hit.similar],
    }


def _how_many(request: AgentRequest, results: Results, cursor: str | None) -> str:
    """How many tickets are found, in words; further pages don't count once more."""
    if cursor is not None:
        return ""
    if not results.more:
        return str(sum(not hit.similar for hit in results.tickets))
    return str(count(request.user, results.question))
