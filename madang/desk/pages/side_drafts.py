"""What is being written beside a ticket: its draft and files. The calls answer in JSON."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from madang.accounts.access import AgentRequest, for_agents
from madang.accounts.models import Team
from madang.lib.text.numbers import number_in
from madang.tickets import actions
from madang.tickets.actions import AsidePlace
from madang.tickets.models import Attachment

from ..compose.sending import blacked_out_in
from ..compose.written import as_kept
from ..side_drafts import files_in, place_in
from .composing import MOST_CHARACTERS, TooLong, explained, file_in, file_row


@for_agents
@require_POST
@explained
def keep(request: AgentRequest, number: int = 0, side_id: int = 0) -> HttpResponse:
    """Keep what was written so far: `html`, `to`, and of a new one `subject` and `team`."""
    place, given = place_in(request.user, number, side_id), request.POST
    team = number_in(given.get("team", "")) if given.get("with") == "team" else 0
    actions.keep_side_draft(
        place,
        by=request.user,
        body_html=written_aside(request, place, names=True),
        subject=given.get("subject", ""),
        to=given.get("to", ""),
        team=Team.objects.filter(pk=team).first(),
        seen=blacked_out_in(given),
    )
    return JsonResponse({})


@for_agents
@require_POST
@explained
def add_file(request: AgentRequest, number: int = 0, side_id: int = 0) -> HttpResponse:
    """Put one file into the draft: `file`, and `inline` when it was pasted into the text."""
    place = place_in(request.user, number, side_id)
    kept = actions.add_to_side_draft(place, by=request.user, file=file_in(request))
    return JsonResponse(file_row(kept), status=201)


@for_agents
@require_POST
@explained
def drop_file(request: AgentRequest, file_id: int, number: int = 0, side_id: int = 0) -> HttpResponse:
    """Take a file out of the draft."""
    place = place_in(request.user, number, side_id)
    file = Attachment.objects.filter(files_in(place, request.user), pk=file_id).first()
    if file is not None:
        actions.drop_from_side_draft(file, by=request.user)
    return HttpResponse(status=204)


def written_aside(request: AgentRequest, place: AsidePlace, *, names: bool) -> str:
    """What was written, as it is kept; `names`: colleagues may be named in it. Raises TooLong."""
    html = request.POST.get("html", "")
    if len(html) > MOST_CHARACTERS:
        raise TooLong
    pictures = Attachment.objects.filter(files_in(place, request.user), inline=True)
    return as_kept(html, pictures, names=names)
