"""Segments of customers: the list of all, who belongs to one, and the editor with what it finds beside it."""

import json
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.roles import Permission
from madang.lib.conditions import Wrong
from madang.lib.text.numbers import number_in
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.filters import wrong_in_words
from madang.tickets.filters.customers import CUSTOMER_ATTRIBUTES, read_customers
from madang.tickets.models import Segment

from ..customers.segments import customers_in, number_of
from ..view_editor import all_attributes
from .views import editor_words

FIRST = 8
FIRST_CONDITIONS = {"version": 1, "all": [{"attribute": "open", "operator": "is_so", "value": None}]}
"""What a new segment begins with: customers who have open tickets."""

for_changers = for_agents_who_may(Permission.CHANGE_CUSTOMERS)


@for_agents
@require_safe
def segments(request: AgentRequest) -> HttpResponse:
    """All segments by name."""
    context = {"segments": Segment.objects.order_by("name", "pk"), "place": "customers"}
    return render(request, "desk/segments/list.html", context)


@for_agents
@require_safe
def segment(request: AgentRequest, segment_id: int) -> HttpResponse:
    """Who belongs to a segment, the newest first; with `?number=1`, how many they are alone."""
    found = _segment(segment_id)
    before = number_in(request.GET.get("before", ""))
    if request.GET.get("before") and not before:
        raise Http404
    context: dict[str, object] = {"segment": found, "place": "customers"}
    try:
        tree = read_customers(found.conditions)
        if request.GET.get("number"):
            return HttpResponse(number_of(tree, seen_by=request.user), content_type="text/plain")
        context["lines"] = customers_in(tree, seen_by=request.user, before=before or None)
        context["number"] = number_of(tree, seen_by=request.user)
    except Wrong as wrong:
        if request.GET.get("number"):
            return HttpResponse("–", content_type="text/plain")
        context["wrong"] = wrong_in_words(wrong, CUSTOMER_ATTRIBUTES)
    return render(request, "desk/segments/one.html", context)


@for_changers
@require_http_methods(["GET", "HEAD", "POST"])
def new_segment(request: AgentRequest) -> HttpResponse:
    """Make a segment."""
    if request.method == "POST":
        return _saved(request, None)
    return _editor(request, None, "", FIRST_CONDITIONS)


@for_changers
@require_http_methods(["GET", "HEAD", "POST"])
def change_segment(request: AgentRequest, segment_id: int) -> HttpResponse:
    """Change a segment."""
    found = _segment(segment_id)
    if request.method == "POST":
        return _saved(request, found)
    return _editor(request, found, found.name, found.conditions)


@for_changers
@require_POST
def preview(request: AgentRequest) -> HttpResponse:
    """How many customers meet the posted conditions, and the first of them. Changes nothing."""
    context: dict[str, object] = {}
    try:
        tree = read_customers(_given(request.POST))
        context["number"] = number_of(tree, seen_by=request.user)
        context["lines"] = customers_in(tree, seen_by=request.user, most=FIRST).customers
    except Wrong as wrong:
        context["wrong"] = wrong_in_words(wrong, CUSTOMER_ATTRIBUTES)
    return render(request, "desk/segments/preview.html", context)


@for_changers
@require_http_methods(["GET", "HEAD", "POST"])
def remove_segment(request: AgentRequest, segment_id: int) -> HttpResponse:
    """Ask whether a segment shall be removed for good; a POST does it."""
    found = _segment(segment_id)
    if request.method == "POST":
        actions.remove_segment(found, by=request.user)
        return redirect("desk:segments")
    return render(request, "desk/segments/remove.html", {"segment": found, "place": "customers"})


def _saved(request: AgentRequest, found: Segment | None) -> HttpResponse:
    given, name = _given(request.POST), request.POST.get("name", "")
    try:
        tree = read_customers(given)
        if found is None:
            found = actions.make_segment(name, tree, by=request.user)
        else:
            actions.change_segment(found, name=name, conditions=tree, by=request.user)
    except Wrong as wrong:
        return _editor(request, found, name, given, refused=wrong_in_words(wrong, CUSTOMER_ATTRIBUTES))
    except ActionRefused as refused:
        return _editor(request, found, name, given, refused=str(refused))
    return redirect("desk:segment", segment_id=found.pk)


def _editor(
    request: AgentRequest, found: Segment | None, name: str, conditions: Any, *, refused: str = ""
) -> HttpResponse:
    context = {
        "segment": found,
        "name": name,
        "conditions": conditions,
        "attributes": all_attributes(request.user, CUSTOMER_ATTRIBUTES),
        "words": editor_words(),
        "refused": refused,
        "place": "customers",
    }
    return render(request, "desk/segments/editor.html", context, status=422 if refused else 200)


def _segment(segment_id: int) -> Segment:
    if segment_id >= 2**63:
        raise Http404
    return get_object_or_404(Segment, pk=segment_id)


def _given(posted: QueryDict) -> Any:
    try:
        return json.loads(posted.get("conditions", ""))
    except (ValueError, RecursionError):
        return None
