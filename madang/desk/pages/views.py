"""Views that people make: the page where one is made or changed, with what it finds beside it."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts.access import AgentRequest, for_agents
from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.lib.conditions import Group, How, Wrong
from madang.lib.text.numbers import numbers_in
from madang.search.find import question_of
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.filters import (
    GROUPINGS,
    ORDERS,
    USUAL_ORDER,
    field_orders,
    names_order,
    order_of,
    read,
    write,
    wrong_in_words,
)
from madang.tickets.models import SavedView, Sharing
from madang.tickets.views import may_change_view, views_for

from ..field_columns import field_columns
from ..shown import FACTS, USUAL_FACTS
from ..view_editor import FIRST_CONDITIONS, all_attributes, drawer, found_by


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote of a view; `conditions` as they came, so that nothing typed is lost."""

    view: actions.View
    conditions: Any


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def new_view(request: AgentRequest) -> HttpResponse:
    """Make a view; it begins with the conditions of the search `?q=`, or as `?begin=drawer` says."""
    if request.method == "POST":
        return _saved(request, None)
    name, conditions = drawer() if request.GET.get("begin") == "drawer" else ("", FIRST_CONDITIONS)
    question = question_of(request.user, request.GET.get("q", ""))
    if question.has_conditions:
        conditions = write(question.tree)
    start = actions.View(name=name, conditions=Group(How.ALL), facts=USUAL_FACTS)
    return _editor(request, None, Written(start, conditions), left_out=question.words.strip())


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: AgentRequest, view_id: int) -> HttpResponse:
    """Change a view; of one that was removed, how to bring it back."""
    saved = _own(request, view_id)
    if saved.removed_at is not None:
        return render(request, "desk/views/removed.html", {"saved": saved, "place": "inbox"})
    if request.method == "POST":
        return _saved(request, saved)
    as_it_is = actions.View(
        name=saved.name,
        conditions=Group(How.ALL),
        order=saved.order,
        grouping=saved.grouping,
        facts=tuple(saved.facts) or USUAL_FACTS,
        folder=saved.folder,
        sharing=saved.sharing,
        teams=tuple(saved.teams.all()),
    )
    return _editor(request, saved, Written(as_it_is, saved.conditions))


@for_agents
@require_POST
def preview(request: AgentRequest) -> HttpResponse:
    """How many tickets meet the posted conditions, in words, and the first of them. Changes nothing."""
    order = request.POST.get("order", "")
    found = found_by(_given(request.POST), request.user, order=order if names_order(order) else USUAL_ORDER)
    return render(request, "desk/views/preview.html", {"found": found})


@for_agents
@require_POST
def remove(request: AgentRequest, view_id: int) -> HttpResponse:
    """Remove a view; its page then offers to bring it back."""
    saved = _own(request, view_id)
    if saved.removed_at is None:
        actions.remove_view(saved, by=request.user)
    return redirect("desk:view", view_id=view_id)


@for_agents
@require_POST
def restore(request: AgentRequest, view_id: int) -> HttpResponse:
    """Bring a removed view back."""
    actions.restore_view(_own(request, view_id), by=request.user)
    return redirect("desk:list", slug=f"view-{view_id}")


def _own(request: AgentRequest, view_id: int) -> SavedView:
    saved = SavedView.objects.filter(pk=view_id).first()
    if saved is None or not may_change_view(request.user, saved):
        raise Http404
    return saved


def _saved(request: AgentRequest, saved: SavedView | None) -> HttpResponse:
    """Make or change the view as posted; what is wrong is said on the page, with all that was written."""
    given = _given(request.POST)
    try:
        tree = read(given)
    except Wrong as wrong:
        return _editor(
            request, saved, _written(request.POST, Group(How.ALL), given), refused=wrong_in_words(wrong)
        )
    written = _written(request.POST, tree, given)
    try:
        if saved is None:
            saved = actions.make_view(written.view, by=request.user)
        else:
            actions.change_view(saved, to=written.view, by=request.user)
    except ActionRefused as refused:
        return _editor(request, saved, written, refused=str(refused))
    _put_behind(saved, request.POST.get("behind", ""), request.user)
    return redirect("desk:list", slug=f"view-{saved.pk}")


def _put_behind(saved: SavedView, behind: str, by: User) -> None:
    """Put the view behind another, before all of them ("first"), or leave it where it is ("")."""
    if not behind:
        return
    others = [one for one in views_for(by) if one.pk != saved.pk]
    place = next((nth + 1 for nth, one in enumerate(others) if str(one.pk) == behind), 0)
    actions.arrange_views([*others[:place], saved, *others[place:]], by=by)


def _given(posted: QueryDict) -> Any:
    try:
        return json.loads(posted.get("conditions", ""))
    except (ValueError, RecursionError):
        return None


def _written(posted: QueryDict, tree: Group, given: Any) -> Written:
    ids = numbers_in(posted.getlist("team"))
    known = {**FACTS, **field_columns()}
    facts = [one for one in posted.getlist("fact") if one in known]
    made = actions.View(
        name=posted.get("name", ""),
        conditions=tree,
        order=posted.get("order", ""),
        grouping=posted.get("grouping", ""),
        facts=tuple(dict.fromkeys(facts)),
        folder=posted.get("folder", ""),
        sharing=posted.get("sharing", Sharing.PERSONAL),
        teams=tuple(Team.objects.filter(pk__in=ids)) if posted.get("sharing") == Sharing.TEAMS else (),
    )
    return Written(made, given)


def _editor(
    request: HttpRequest,
    saved: SavedView | None,
    written: Written,
    *,
    refused: str = "",
    left_out: str = "",
) -> HttpResponse:
    person: Any = request.user
    others = [one for one in views_for(person) if saved is None or one.pk != saved.pk]
    known = {**FACTS, **field_columns()}
    chosen = [one for one in written.view.facts if one in known]
    context = {
        "place": "inbox",
        "saved": saved,
        "slug": f"view-{saved.pk}" if saved is not None else "",
        "written": written.view,
        "conditions": written.conditions,
        "attributes": all_attributes(person),
        "words": editor_words(),
        "orders": _orders(written.view.order),
        "groupings": [(one.name, one.label) for one in GROUPINGS.values()],
        "facts": [
            (name, known[name], name in chosen)
            for name in [*chosen, *(one for one in known if one not in chosen)]
        ],
        "sharings": Sharing.choices,
        "may_share": person.may(Permission.SHARE_VIEWS),
        "teams": Team.objects.order_by("name", "pk"),
        "team_ids": [team.pk for team in written.view.teams],
        "folders": sorted({one.folder for one in others if one.folder}),
        "others": [one for one in others if may_change_view(person, one)],
        "refused": refused,
        "left_out": left_out,
    }
    return render(request, "desk/views/editor.html", context, status=422 if refused else 200)


def _orders(chosen: str) -> list[tuple[str, str]]:
    """What can be chosen to order by; the order that a view has stays, also by a field that is retired."""
    found = [(one.name, str(one.label)) for one in ORDERS.values()] + [*field_orders()]
    had = order_of(chosen) if chosen not in dict(found) else None
    return [*found, (had.name, str(had.label))] if had is not None else found


def editor_words() -> dict[str, str]:
    """What the editor's script says."""
    return {
        "all": _("All of these"),
        "any": _("Any of these"),
        "none": _("None of these"),
        "attribute": _("What is asked"),
        "operator": _("How"),
        "value": _("Value"),
        "how": _("How the conditions belong together"),
        "add": _("Add a condition"),
        "addGroup": _("Add a group"),
        "removeCondition": _("Take the condition out"),
        "removeGroup": _("Take the group out"),
        "choose": _("Choose"),
        "find": _("Find"),
        "field": _("Field"),
        "gone": _("(gone)"),
        "hours": _("hours"),
        "days": _("days"),
        "minutes": _("minutes"),
        "address": _("name@example.com"),
        "unknown": _("A condition that can't be used any more"),
    }
