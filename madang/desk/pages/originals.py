"""A message as it came in: to save it, and to read it once more."""

from django.contrib import messages as notes
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.roles import Permission
from madang.intake.actions import read_again
from madang.intake.models import RawMessage
from madang.intake.refusals import CannotReadAgain
from madang.intake.store import read
from madang.lib.files import file_response
from madang.tickets.queries import messages_visible_to


@for_agents
@require_safe
def original(request: AgentRequest, message_id: int) -> HttpResponse:
    """The mail byte for byte, for saving; never shown in the browser."""
    message = get_object_or_404(messages_visible_to(request.user).only("pk"), pk=message_id)
    raw = RawMessage.objects.filter(message=message, removed_at=None).order_by("pk").first()
    if raw is None:
        raise Http404
    name = f"message-{message.pk}.eml"
    if raw.path:
        return file_response(raw.path, filename=name, content_type="message/rfc822")
    response = HttpResponse(read(raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@for_agents_who_may(Permission.SEE_FAILURES)
@require_POST
def read_original_again(request: AgentRequest, message_id: int) -> HttpResponse:
    """Read the mail once more, as this version of the program understands it."""
    visible = messages_visible_to(request.user).select_related("ticket")
    message = get_object_or_404(visible, pk=message_id)
    try:
        read_again(message, by=request.user)
    except CannotReadAgain as refused:
        notes.error(request, str(refused))
    else:
        notes.success(request, _("The original was read again."))
    return redirect("desk:ticket_alone", message.ticket.number)
