"""Fields of the desk's own, filled in at the ticket and saved at once."""

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.accounts.models import User
from madang.lib.files import file_response
from madang.tickets import actions
from madang.tickets.answers import answer_in, written
from madang.tickets.fields import fields_of
from madang.tickets.models import Attachment, Field, FieldKind, FieldValue, Ticket
from madang.tickets.tags import offered_for

from ..conversation import NoSuchTicket, ticket_for
from .composing import explained, uploaded

MOST_PEOPLE = 8


@for_agents
@require_POST
@explained
def set_field(request: AgentRequest, number: int, field_id: int) -> HttpResponse:
    """Fill in one field: `value`, once for each choice, or `file`.

    Answers {"before": {"value": […]}}: sending that back undoes it. There is no such answer when a file was
    there: it is gone. `told` is to be said besides.
    """
    ticket = ticket_for(request.user, number)
    field = Field.objects.filter(pk=field_id).first()
    if field is None:
        return JsonResponse(
            {"detail": _("That field was removed meanwhile. Open the page again to see what is asked now.")},
            status=409,
        )
    upload = request.FILES.get("file")
    file = uploaded(upload) if isinstance(upload, UploadedFile) else None
    if file is not None and file.size > actions.draft.MOST_BYTES:
        return JsonResponse({"detail": _("A file may have up to 25 MB.")}, status=413)
    before = actions.set_field(ticket, field, request.POST.getlist("value"), by=request.user, file=file)
    told = _kept_elsewhere(ticket, field)
    if field.kind == FieldKind.FILE:
        return JsonResponse(told)
    return JsonResponse({"before": {"value": written(before) or [""]}, **told})


def _kept_elsewhere(ticket: Ticket, field: Field) -> dict[str, str]:
    """What is said when the field is not among those shown any more: the form was changed meanwhile."""
    if any(one.field.pk == field.pk for one in fields_of(ticket)):
        return {}
    words = _("“%(name)s” is not in the form any more. What you wrote is kept with the ticket.")
    return {"told": words % {"name": field.name}}


@for_agents
@require_safe
def file(request: AgentRequest, number: int, field_id: int) -> HttpResponse:
    """The file in a field, for saving."""
    try:
        ticket = ticket_for(request.user, number)
    except NoSuchTicket:
        raise Http404 from None
    found = FieldValue.objects.filter(ticket=ticket, field=field_id).select_related("field", "file").first()
    kept = answer_in(found.field, [found]).value if found is not None else None
    if not isinstance(kept, Attachment):
        raise Http404
    return file_response(str(kept.file.name), filename=kept.filename, content_type=kept.content_type)


@for_agents
@require_safe
@explained
def people(request: AgentRequest, number: int) -> HttpResponse:
    """Colleagues and the ticket's own customer by `?q=`, to be linked.

    Answers {"choices": [{"value", "label", "note"}]}.
    """
    ticket = ticket_for(request.user, number)
    asked = request.GET.get("q", "").strip()[:100]
    known = Q(pk=ticket.requester_id) | (Q(is_active=True) & ~Q(role="requester"))
    like = Q(name__icontains=asked) | Q(email__icontains=asked)
    found = User.objects.filter(known & like, email__isnull=False).order_by("name", "pk")[:MOST_PEOPLE]
    return JsonResponse(
        {"choices": [{"value": one.email, "label": one.shown_name, "note": one.email} for one in found]}
    )


@for_agents
@require_safe
@explained
def tags(request: AgentRequest, number: int) -> HttpResponse:
    """Tags by `?q=` that the ticket does not have, see `offered_for`; answered as `people` are."""
    ticket = ticket_for(request.user, number)
    found = offered_for(ticket, request.GET.get("q", "")[:100])
    return JsonResponse(
        {"choices": [{"value": one.name, "label": one.name, "note": str(one.uses)} for one in found]}
    )
