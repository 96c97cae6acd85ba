"""What will stand below an answer, asked for when somebody begins to write one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.roles import Permission
from madang.delivery.looks import look_of
from madang.delivery.signing import signature_of, signed

from ..conversation import NoSuchTicket, ticket_for


@for_agents_who_may(Permission.REPLY)
@require_safe
def signature(request: AgentRequest, number: int) -> HttpResponse:
    """The signature of the person below an answer on this ticket; nothing where there is none."""
    try:
        ticket = ticket_for(request.user, number)
    except NoSuchTicket:
        raise Http404 from None
    look = look_of(ticket.brand)
    language = ticket.requester.language or look.language
    template = signature_of(request.user, look, brand=ticket.brand_id, language=language)
    text = signed(template, author=request.user, brand=look.name, number=ticket.number)
    return render(request, "desk/compose/signature.html", {"text": text if ticket.inbox else ""})
