"""Side conversations: the form that begins one, one opened, and what is done in it."""

from functools import partial

from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_http_methods, require_safe

from madang.accounts.access import AgentRequest, for_agents, for_agents_who_may
from madang.accounts.models import Team
from madang.accounts.roles import Permission
from madang.lib.html import to_text
from madang.lib.text.numbers import number_in
from madang.tickets import actions
from madang.tickets.actions import AsidePlace
from madang.tickets.models import Message, SideConversation, SideMessage, Ticket, Visibility
from madang.tickets.queries import sides_visible_to

from ..conversation import ticket_for
from ..message_body import mail_page
from ..picture_route import address_of
from ..side_drafts import sheet_of
from ..sides import NoSuchSide, opened_side, side_for
from .composing import explained
from .messages import FRAME_POLICY
from .side_drafts import written_aside

MOST_TEAMS = 300
LONGEST_QUOTE = 4000


@for_agents_who_may(Permission.REPLY)
@require_http_methods(["GET", "HEAD", "POST"])
@explained
def new_side(request: AgentRequest, number: int) -> HttpResponse:
    """The form of a new side conversation; posted, it begins: `subject`, `html`, and `to` or `team`.

    The files of the draft go with it. Answers {"side": id}.
    """
    ticket = ticket_for(request.user, number)
    place = AsidePlace(ticket)
    if request.method != "POST":
        context = {
            "ticket": ticket,
            "teams": Team.objects.order_by("name", "pk")[:MOST_TEAMS]
            if request.user.may(Permission.ASSIGN)
            else (),
            "sheet": sheet_of(request.user, place),
            "said": _said_by_the_customer(ticket),
        }
        return render(request, "desk/sides/new.html", context)
    given = request.POST
    team = None
    if given.get("with") == "team":
        team = Team.objects.filter(pk=number_in(given.get("team", ""))).first()
        if team is None:
            return JsonResponse({"detail": _("This team is not there any more. Choose another.")}, status=409)
    html = written_aside(request, place, names=team is not None)
    side = actions.open_side(
        ticket,
        by=request.user,
        subject=given.get("subject", ""),
        body_text=to_text(html).strip(),
        body_html=html,
        to=_addresses(given),
        team=team,
        key=_key(request),
        from_draft=True,
    )
    return JsonResponse({"side": side.pk}, status=201)


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
@explained
def side(request: AgentRequest, side_id: int) -> HttpResponse:
    """One side conversation. Posted, `do` says what is done: `write` (`html`, `to`), `close`,
    `reopen`, or `see` (up to the message `newest`)."""
    person = request.user
    try:
        found = side_for(person, side_id)
    except NoSuchSide:
        raise Http404 from None
    if request.method != "POST":
        sheet = sheet_of(person, AsidePlace(found.ticket, found))
        return render(
            request, "desk/sides/one.html", {"opened": opened_side(person, side_id), "sheet": sheet}
        )
    return _done(request, found)


@for_agents
@require_safe
@xframe_options_exempt
def mail(request: AgentRequest, side_message_id: int) -> HttpResponse:
    """The HTML of one message of a side conversation as its own page. `?pictures` loads remote ones."""
    seen = SideMessage.objects.filter(side__in=sides_visible_to(request.user))
    message = get_object_or_404(seen, pk=side_message_id)
    page = mail_page(
        message,
        list(message.attachments.all()),
        address_of=lambda file: f"{reverse('desk:file', args=[file.pk, file.filename])}?shown",
        remote=partial(address_of, message.pk, aside=True) if "pictures" in request.GET else None,
    )
    response = render(request, "desk/ticket/mail.html", {"page": page})
    response["Content-Security-Policy"] = FRAME_POLICY
    response["Cache-Control"] = "private, max-age=300"
    return response


def _done(request: AgentRequest, found: SideConversation) -> HttpResponse:
    person, given = request.user, request.POST
    match given.get("do"):
        case "write":
            place = AsidePlace(found.ticket, found)
            html = written_aside(request, place, names=found.inbox_id is None)
            actions.write_side(
                found,
                by=person,
                body_text=to_text(html).strip(),
                body_html=html,
                to=_addresses(given) if "to" in given else None,
                key=_key(request),
                from_draft=True,
            )
        case "close":
            actions.close_side(found, by=person)
        case "reopen":
            actions.reopen_side(found, by=person)
        case "see":
            actions.see_side(found, by=person, newest=number_in(given.get("newest", "")))
        case _:
            return JsonResponse({"detail": _("Nothing was done. Reload the page.")}, status=400)
    return JsonResponse({"side": found.pk})


def _said_by_the_customer(ticket: Ticket) -> str:
    """The new words of what the customer wrote last, to be quoted on purpose."""
    theirs = Message.objects.filter(
        ticket=ticket, incoming=True, visibility=Visibility.PUBLIC, author=ticket.requester_id, auto_reply=""
    )
    newest = theirs.order_by("-pk").first()
    return (newest.new_words or newest.body_text).strip()[:LONGEST_QUOTE] if newest is not None else ""


def _addresses(given: QueryDict) -> list[str]:
    """Addresses as people write them: apart by commas, semicolons, spaces or lines."""
    return given.get("to", "").replace(",", " ").replace(";", " ").split()


def _key(request: AgentRequest) -> str | None:
    given = request.POST.get("key", "")[:40]
    return f"side:{request.user.pk}:{given}" if given else None
