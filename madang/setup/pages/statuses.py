"""Statuses of the desk's own, within the fixed categories."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.models import OwnStatus, Status, Ticket

from ..forms.statuses import StatusForm
from ..ordering import wanted_order
from .answers import status_of

MOST_COUNTED = 1000

for_managers = for_agents_who_may(Permission.MANAGE_DESK)


@dataclass(frozen=True, slots=True)
class Group:
    """A category with the desk's own statuses in it; `default` is the one that stands for the plain one."""

    code: str
    name: str
    own: list[OwnStatus]
    retired: list[OwnStatus]

    @property
    def default(self) -> OwnStatus | None:
        """The default of the category, None while that is the plain one."""
        return next((one for one in self.own if one.is_default), None)


@for_managers
@require_safe
def statuses(request: AgentRequest) -> HttpResponse:
    """All categories with their statuses."""
    every = list(OwnStatus.objects.all())
    groups = [
        Group(
            code=category.value,
            name=str(category.label),
            own=[one for one in every if one.category == category and not one.is_retired],
            retired=[one for one in every if one.category == category and one.is_retired],
        )
        for category in Status
    ]
    return render(
        request, "setup/statuses/list.html", {"place": "settings", "here": "statuses", "groups": groups}
    )


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def new_status(request: AgentRequest, category: str) -> HttpResponse:
    """Make a status within a category."""
    within = _category(category)
    form = StatusForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_status(
                form.names, category=within, is_default=form.cleaned_data["is_default"], by=request.user
            )
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("statuses")
    context = {"place": "settings", "here": "statuses", "form": form, "category": within}
    return render(request, "setup/statuses/one.html", context, status=status_of(form))


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def own_status(request: AgentRequest, status_id: int) -> HttpResponse:
    """Change one status."""
    this = get_object_or_404(OwnStatus, pk=status_id)
    form = StatusForm(request.POST or None, names=this.names, initial={"is_default": this.is_default})
    if this.is_retired:
        del form.fields["is_default"]
    if request.method == "POST" and form.is_valid():
        is_default = form.cleaned_data.get("is_default", False)
        try:
            actions.reword_status(this, names=form.names, is_default=is_default, by=request.user)
        except ActionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("statuses")
    context = {
        "place": "settings",
        "here": "statuses",
        "form": form,
        "status": this,
        "category": Status(this.category),
    }
    return render(request, "setup/statuses/one.html", context, status=status_of(form))


@for_managers
@require_POST
def order_statuses(request: AgentRequest, category: str) -> HttpResponse:
    """Put the statuses of a category in another order."""
    within = _category(category)
    there = list(OwnStatus.objects.filter(category=within, is_retired=False).values_list("pk", flat=True))
    actions.order_statuses(within, wanted_order(request.POST, there), by=request.user)
    return redirect("statuses")


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def remove_status(request: AgentRequest, status_id: int) -> HttpResponse:
    """Say what becomes of the tickets that have a status, and take it out of use."""
    this = get_object_or_404(OwnStatus, pk=status_id)
    if request.method == "POST":
        if actions.remove_status(this, by=request.user):
            messages.success(request, _("%(name)s was removed.") % {"name": this.name})
        else:
            words = _("%(name)s can't be chosen any more. Tickets that have it keep it.")
            messages.info(request, words % {"name": this.name})
        return redirect("statuses")
    having = Ticket.objects.filter(own_status=this).order_by().values("pk")[:MOST_COUNTED].count()
    context = {
        "place": "settings",
        "here": "statuses",
        "status": this,
        "having": having,
        "many": having >= MOST_COUNTED,
    }
    return render(request, "setup/statuses/remove.html", context)


@for_managers
@require_POST
def bring_back_status(request: AgentRequest, status_id: int) -> HttpResponse:
    """Let a retired status be chosen again."""
    this = get_object_or_404(OwnStatus, pk=status_id)
    actions.bring_back_status(this, by=request.user)
    messages.success(request, _("%(name)s can be chosen again.") % {"name": this.name})
    return redirect("statuses")


def _category(code: str) -> Status:
    if code not in Status.values:
        raise Http404
    return Status(code)
