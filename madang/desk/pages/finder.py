"""The field that finds everything: tickets and people, by words, names and numbers."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.search.find import find

SHOWN = 12


@for_agents
@require_safe
def find_anything(request: AgentRequest) -> HttpResponse:
    """What `?q=` finds, as choices of the finder; `?cursor=` is that of the page before."""
    asked = request.GET.get("q", "").strip()
    try:
        results = find(request.user, asked, limit=SHOWN, cursor=request.GET.get("cursor") or None)
    except ValueError:
        raise Http404 from None
    exact = [hit for hit in results.tickets if not hit.similar]
    similar = [hit for hit in results.tickets if hit.similar]
    context = {"results": results, "exact": exact, "similar": similar, "asked": asked}
    return render(request, "desk/find/results.html", context)
