"""The field that finds everything, and the page of all it finds: tickets, people and organizations."""

from collections.abc import Mapping, Sequence

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.lib.text.numbers import number_in
from madang.lib.text.queries import query
from madang.lib.text.snippets import Snippet, snippet
from madang.search.find import count, everybody_found, find
from madang.search.recent import forget_search, forget_searches, recent_of, remember
from madang.search.results import Results
from madang.tickets.filters import Question, described, in_one_line

from ..customers.organizations import organizations_named, organizations_of
from ..suggested import suggested

SHOWN = 12
PAGE = 30
PEOPLE = 40
FIRST_ORGANIZATIONS = 5
OFFERED = 4
LONGEST = 200
"""Characters of what somebody searches for; the field takes no more."""

KINDS = ("tickets", "people", "organizations")


@for_agents
@require_safe
def find_anything(request: AgentRequest) -> HttpResponse:
    """The first of what `?q=` finds, as choices of the finder; with nothing typed, the recent searches."""
    typed = request.GET.get("q", "")[:LONGEST]
    asked = typed.strip()
    if not asked:
        return render(request, "desk/find/recent.html", {"recent": recent_of(request.user)})
    results = find(request.user, asked, limit=SHOWN)
    context = _parted(results) | {
        "asked": asked,
        "organizations": _first_organizations(request, results.question),
        "suggested": suggested(typed, request.user)[:OFFERED],
    }
    return render(request, "desk/find/results.html", context)


@for_agents
@require_safe
def suggest(request: AgentRequest) -> JsonResponse:
    """Keys and values that the end of `?q=` may become, as the choices of a field."""
    found = suggested(request.GET.get("q", "")[:LONGEST], request.user)
    return JsonResponse(
        {"choices": [{"value": one.text, "label": one.piece, "note": one.note} for one in found]}
    )


@for_agents
@require_safe
def search(request: AgentRequest) -> HttpResponse:
    """All that `?q=` finds of a `?kind=`, a page at a time; `?cursor=` is that of the page before.

    Asked for the element `found-more` alone, it gives the next page's rows to put in its place.
    """
    asked = request.GET.get("q", "").strip()[:LONGEST]
    kind = request.GET.get("kind", KINDS[0])
    cursor = request.GET.get("cursor") or None
    if kind not in KINDS:
        raise Http404
    part = request.htmx.target == "found-more"
    try:
        if kind == "people" and part:
            found = everybody_found(request.user, asked, limit=PEOPLE, cursor=cursor)
            return render(request, "desk/search/people.html", {"everybody": found, "asked": asked})
        results = find(request.user, asked, limit=PAGE, cursor=cursor if kind == "tickets" else None)
        context = _parted(results) | {"asked": asked, "place": "inbox", "kind": kind}
        if part:
            return render(request, "desk/search/tickets.html", context)
        if kind == "people":
            context["everybody"] = everybody_found(request.user, asked, limit=PEOPLE, cursor=cursor)
    except ValueError:
        raise Http404 from None
    context |= {
        "continued": cursor is not None,
        "count": _how_many(request, results, cursor),
        "organizations": _organizations(request, results.question),
    }
    if not asked:
        context |= {"recent": recent_of(request.user), "how": _how()}
    return render(request, "desk/search/page.html", context)


@for_agents
@require_POST
def remember_search(request: AgentRequest) -> HttpResponse:
    """Keep what was searched for among the person's recent searches."""
    remember(request.user, request.POST.get("q", ""))
    return HttpResponse(status=204)


@for_agents
@require_POST
def forget_recent(request: AgentRequest) -> HttpResponse:
    """Forget one recent search (`search`, its id), or all of them."""
    given = request.POST.get("search", "")
    if not given:
        forget_searches(request.user)
    else:
        forget_search(request.user, number_in(given))
    return redirect("desk:search")


def _how() -> Sequence[tuple[str, str]]:
    """Examples of conditions, each with what it finds."""
    return [
        (_("status:open,pending"), _("Open, or waiting for the customer")),
        (_("assignee:me -tag:vip"), _("Yours, without the tag vip")),
        (_("created>=2026-01"), _("From January 2026 on")),
        (_("updated<7d"), _("Unchanged for a week")),
        (_("from:name@example.com"), _("What one customer asked")),
        (_("“charged twice” priority>=high"), _("Exactly these words; high or urgent")),
    ]


def _parted(results: Results) -> dict[str, object]:
    question = results.question
    return {
        "results": results,
        "wrong": question.wrong,
        "conditions": in_one_line(described(question.tree)) if question.has_conditions else "",
        "exact": [hit for hit in results.tickets if not hit.similar],
        "similar": [hit for hit in results.tickets if hit.similar],
    }


def _first_organizations(request: AgentRequest, question: Question) -> Sequence[tuple[int, Snippet]]:
    """Ids and names of the first of those whose name has the words; what they have else is not asked."""
    words = question.words.strip()
    if not words or question.has_conditions:
        return []
    found = organizations_named(request.user, words, most=FIRST_ORGANIZATIONS)
    marked = query(question.words)
    return [(pk, snippet(name, marked)) for pk, name in found]


def _organizations(request: AgentRequest, question: Question) -> Mapping[str, object]:
    """Those whose name has the words: the first of them, all of a page, and how many."""
    words = question.words.strip()
    if not words or question.has_conditions:
        return {"first": [], "all": [], "count": "0"}
    found = organizations_of(request.user, words=words)
    marked = query(question.words)
    lines = [(line, snippet(line.name, marked)) for line in found.organizations]
    return {
        "first": lines[:FIRST_ORGANIZATIONS],
        "all": lines,
        "more": found.next,
        "count": f"{len(lines)}{'+' if found.next else ''}",
    }


def _how_many(request: AgentRequest, results: Results, cursor: str | None) -> str:
    """How many tickets are found, in words; further pages don't count once more."""
    if cursor is not None:
        return ""
    if not results.more:
        return str(sum(not hit.similar for hit in results.tickets))
    return str(count(request.user, results.question))
