"""Many tickets at once: what is to be done, how far it is, and the runs of a person."""

import secrets

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.history.recording import stroke
from madang.lib.html import from_text
from madang.lib.text.numbers import numbers_in
from madang.tickets import actions
from madang.tickets.actions.bulk import MOST_AT_ONCE
from madang.tickets.bulk_jobs import begin
from madang.tickets.errors import ActionRefused
from madang.tickets.filters import Asker, matching
from madang.tickets.gaps import GAPS
from madang.tickets.macros import macros_for
from madang.tickets.models import BulkItem, BulkRun, BulkState, ItemState
from madang.tickets.part_choices import UNCHANGED, part_choices, parts_chosen
from madang.tickets.parts import ME, parts_in, prospects
from madang.tickets.queries import visible_to

from ..compose.macros import macro_named
from ..lists import groups_for

ALL = "all"
MOST_REPORTED = 200
RUNS_A_PAGE = 30

PICTURES = {
    "assignee": "user",
    "team": "users",
    "status": "circle-check",
    "priority": "arrow-up",
    "type": "info",
    "tag": "tag",
    "untag": "x",
    "snooze": "alarm-clock",
}
"""The icon of each kind of change, in the order in which they are offered."""

for_changers = for_agents_who_may(Permission.CHANGE)


@for_changers
@require_http_methods(["GET", "HEAD", "POST"])
def new_bulk(request: AgentRequest) -> HttpResponse:
    """Say what is done with the tickets `numbers`, or with `all` of `list`; a POST begins it.

    The workspace asks for the form alone, and fills in which tickets while they are chosen.
    """
    given = request.POST if request.method == "POST" else request.GET
    in_workspace = request.headers.get("HX-Target") == "bulk-body"
    ids = _ids(request.user, given)
    key = given.get("key") or secrets.token_urlsafe(12)
    refused = ""
    if request.method == "POST":
        try:
            with stroke():
                run, is_new = actions.start_bulk(
                    ids,
                    by=request.user,
                    key=f"desk:{request.user.pk}:{key[:40]}",
                    parts=parts_chosen(given),
                    macro=macro_named(given["macro"], request.user) if given.get("macro") else None,
                    body_html=from_text(given.get("reply", "")) if given.get("reply", "").strip() else "",
                )
                if is_new:
                    begin(run)
        except ActionRefused as wrong:
            refused = str(wrong)
        else:
            return redirect("desk:bulk", run_id=run.pk)
    too_many = len(ids) > MOST_AT_ONCE
    context = {
        "place": "inbox",
        "count": len(ids),
        "words": ngettext("Change %(n)d ticket", "Change %(n)d tickets", len(ids)) % {"n": len(ids)},
        "too_many": too_many,
        "refused": refused,
        "given": given,
        "asked_for_form": in_workspace and request.method == "GET",
        "choices": _choices(given),
        "macros": macros_for(request.user).filter(is_retired=False).order_by("-uses", "name")[:300],
        "gaps": GAPS.items(),
        "key": key,
        "slug": given.get("list", ""),
    }
    template = "desk/bulk/body.html" if in_workspace else "desk/bulk/new.html"
    return render(request, template, context, status=422 if refused else 200)


@for_changers
@require_safe
def bulks(request: AgentRequest) -> HttpResponse:
    """The runs of the person, the newest first."""
    runs = BulkRun.objects.filter(person=request.user, problem=None).select_related("macro").order_by("-pk")
    page = Paginator(runs, RUNS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/bulk/list.html", {"place": "inbox", "page_of_runs": page})


@for_changers
@require_safe
def bulk(request: AgentRequest, run_id: int) -> HttpResponse:
    """How far a run is, and what was not done and why; only that when the page asks for it again."""
    run = _own(request, run_id)
    by_state = dict(run.items.values_list("state").annotate(n=Count("pk")).order_by())
    done, failed = by_state.get(ItemState.DONE, 0), by_state.get(ItemState.FAILED, 0)
    told = BulkItem.objects.filter(run=run).filter(Q(state=ItemState.FAILED) | ~Q(why=""))
    context = {
        "place": "inbox",
        "run": run,
        "running": run.state == BulkState.RUNNING,
        "done": done,
        "failed": failed,
        "ended": done + failed,
        "prospects": prospects(parts_in(run.parts), by=request.user),
        "report": told.exclude(state=ItemState.WAITING)
        .select_related("ticket")
        .order_by("pk")[:MOST_REPORTED],
        "undone_by": BulkRun.objects.filter(undoes=run).first(),
    }
    only_state = request.headers.get("HX-Target") in {"bulk-state", "bulk-body"}
    return render(request, "desk/bulk/state.html" if only_state else "desk/bulk/one.html", context)


@for_changers
@require_POST
def act_on_bulk(request: AgentRequest, run_id: int) -> HttpResponse:
    """`do` is `stop` or `undo`."""
    run = _own(request, run_id)
    if request.POST.get("do") == "stop":
        actions.stop_bulk(run, by=request.user)
    elif request.POST.get("do") == "undo":
        try:
            with stroke():
                undo, is_new = actions.start_undo(run, by=request.user)
                if is_new:
                    begin(undo)
        except ActionRefused as wrong:
            messages.error(request, str(wrong))
        else:
            return redirect("desk:bulk", run_id=undo.pk)
    return redirect("desk:bulk", run_id=run.pk)


def _choices(given: QueryDict) -> list[tuple[str, str, list[tuple[str, str]], str, str]]:
    """Each kind of change: its name, what it can be set to, what was chosen, and its icon."""
    kinds = {kind: (name, offered) for kind, name, offered in part_choices()}
    me = {ME: _("Me")}
    return [
        (
            kind,
            kinds[kind][0],
            [(value, me.get(value, label)) for value, label in kinds[kind][1]],
            given.get(kind, UNCHANGED),
            picture,
        )
        for kind, picture in PICTURES.items()
    ]


def _own(request: AgentRequest, run_id: int) -> BulkRun:
    return get_object_or_404(
        BulkRun.objects.select_related("macro"), pk=run_id, person=request.user, problem=None
    )


def _ids(person: User, given: QueryDict) -> list[int]:
    """The ids of the tickets that were chosen: the numbers, or all of a list, of which one more than fits."""
    if given.get("which") == ALL:
        lists = [one for group in groups_for(person) for one in group.lists]
        chosen = next((one for one in lists if one.slug == given.get("list")), None)
        if chosen is None:
            raise Http404
        tickets = chosen.tickets
        if chosen.view is not None:
            if chosen.view.tree is None:
                return []
            tickets = matching(chosen.view.tree, by=Asker.of(person))
        return list(tickets.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    numbers = numbers_in(given.get("numbers", "").split(","))
    seen = visible_to(person).filter(number__in=numbers[:MOST_AT_ONCE])
    return list(seen.order_by("pk").values_list("pk", flat=True))
