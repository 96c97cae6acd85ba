"""Parts of one conversation: more messages, the page of a mail's HTML, its files."""

from functools import partial

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.roles import Permission
from madang.delivery.actions import allow_address, retry
from madang.delivery.models import Delivery, Purpose
from madang.lib.files import file_response
from madang.lib.text.numbers import number_in
from madang.tickets.models import Attachment, Ticket
from madang.tickets.planning import planned_visible_to
from madang.tickets.queries import messages_visible_to, sides_visible_to

from ..conversation import NoSuchTicket, talk_of, ticket_for
from ..message_body import mail_page
from ..picture_route import address_of
from ..receipts import receipt_of, stopped_among

FRAME_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)


@for_agents
@require_safe
def talk(request: AgentRequest, number: int) -> HttpResponse:
    """Messages of a ticket: `?before=id` the earlier ones, else the newest.

    `?activity` puts the ticket's events between them.
    """
    ticket = _ticket(request, number)
    activity = "activity" in request.GET
    before = number_in(request.GET.get("before", "")) or None
    shown = talk_of(request.user, ticket, before=before, activity=activity)
    return render(request, "desk/ticket/talk.html", {"talk": shown, "ticket": ticket, "activity": activity})


@for_agents
@require_safe
@xframe_options_exempt
def mail(request: AgentRequest, message_id: int) -> HttpResponse:
    """The HTML of one message as its own page, for a sandboxed frame. `?pictures` loads remote ones."""
    message = get_object_or_404(messages_visible_to(request.user), pk=message_id)

    page = mail_page(
        message,
        list(message.attachments.all()),
        address_of=lambda file: f"{reverse('desk:file', args=[file.pk, file.filename])}?shown",
        remote=partial(address_of, message.pk) if "pictures" in request.GET else None,
    )
    response = render(request, "desk/ticket/mail.html", {"page": page})
    response["Content-Security-Policy"] = FRAME_POLICY
    response["Cache-Control"] = "private, max-age=300"
    return response


@for_agents
@require_safe
def file(request: AgentRequest, file_id: int, filename: str) -> HttpResponse:
    """A file of a message, of a side conversation, of a planned reply or of one's own draft, for saving.

    `?shown` shows pictures of the safe kinds.
    """
    messages = messages_visible_to(request.user)
    planned = Q(planned__in=planned_visible_to(request.user))
    there = Attachment.objects.exclude(file="")  # a file that was blacked out has no bytes
    aside = Q(side_message__side__in=sides_visible_to(request.user))
    own = Q(draft__author=request.user) | Q(side_draft__author=request.user)
    own_or_visible = Q(message__in=messages) | aside | planned | own
    found = get_object_or_404(there.filter(own_or_visible), pk=file_id)
    return file_response(
        str(found.file.name),
        filename=found.filename,
        content_type=found.content_type,
        inline="shown" in request.GET,
    )


@for_agents_who_may(Permission.REPLY)
@require_POST
def retry_delivery(request: AgentRequest, delivery_id: int) -> HttpResponse:
    """Send a mail again that did not arrive; `allow` writes to an address again that mail came back from."""
    answers = Q(message__in=messages_visible_to(request.user), purpose=Purpose.REPLY)
    aside = Q(side_message__side__in=sides_visible_to(request.user), purpose=Purpose.SIDE)
    delivery = get_object_or_404(Delivery.objects.filter(answers | aside).defer("raw"), pk=delivery_id)
    if "allow" in request.POST:
        allow_address(delivery, by=request.user)
    retry(delivery, by=request.user)
    delivery = Delivery.objects.defer("raw").get(pk=delivery_id)
    receipt = receipt_of(delivery, stopped=stopped_among([delivery]))
    return render(request, "desk/ticket/receipt.html", {"receipt": receipt})


def _ticket(request: AgentRequest, number: int) -> Ticket:
    try:
        return ticket_for(request.user, number)
    except NoSuchTicket:
        raise Http404 from None
