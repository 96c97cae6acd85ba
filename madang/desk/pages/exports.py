"""The tickets of views as CSV: asked for, watched while they are written, and saved."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.lib.files import file_response
from madang.tickets import actions
from madang.tickets.errors import ActionRefused
from madang.tickets.models import ExportState, TicketExport
from madang.tickets.views import views_for

MOST_SHOWN = 50


@for_agents_who_may(Permission.EXPORT)
@require_safe
def exports(request: AgentRequest) -> HttpResponse:
    """The person's files, the newest first; asked for the element `exports` alone, only those."""
    own = list(TicketExport.objects.filter(person=request.user).order_by("-pk")[:MOST_SHOWN])
    context = {"exports": own, "unfinished": any(one.is_unfinished for one in own), "place": "inbox"}
    alone = request.htmx.target == "exports"
    return render(request, "desk/exports/lines.html" if alone else "desk/exports/page.html", context)


@for_agents_who_may(Permission.EXPORT)
@require_POST
def start(request: AgentRequest, view_id: int) -> HttpResponse:
    """Have the tickets of a view written."""
    view = views_for(request.user).filter(pk=view_id).first()
    if view is None:
        raise Http404
    try:
        actions.start_export(view, by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk:exports")


@for_agents_who_may(Permission.EXPORT)
@require_POST
def stop(request: AgentRequest, export_id: int) -> HttpResponse:
    """Stop one that is being written."""
    actions.stop_export(_own(request, export_id), by=request.user)
    return redirect("desk:exports")


@for_agents_who_may(Permission.EXPORT)
@require_safe
def save(request: AgentRequest, export_id: int) -> HttpResponse:
    """The file itself, for a day."""
    export = _own(request, export_id)
    if export.state != ExportState.DONE or export.created_at < timezone.now() - timedelta(days=1):
        raise Http404
    name = f"{export.name} {timezone.localtime(export.created_at):%Y-%m-%d %H%M}.csv"
    return file_response(str(export.file.name), filename=name, content_type="text/csv; charset=utf-8")


def _own(request: AgentRequest, export_id: int) -> TicketExport:
    return get_object_or_404(TicketExport, pk=export_id, person=request.user)
