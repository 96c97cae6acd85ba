"""Pushes to one's own devices: switching them on in this browser, and ending them in any."""

from functools import cache
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents, public
from madang.accounts.actions import add_push_device, remove_push_device
from madang.accounts.errors import NotAPushAddress
from madang.accounts.models import PushDevice

from .push_service import desks_public_key


@public
@require_safe
def push_worker(request: HttpRequest) -> HttpResponse:
    """The script that shows pushes in a browser; it holds nothing of anybody's."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@for_agents
@require_POST
def push_key(request: AgentRequest) -> JsonResponse:
    """The key under which a browser asks its push service for an address: {"key": "…"}."""
    return JsonResponse({"key": desks_public_key()})


@for_agents
@require_POST
def push_here(request: AgentRequest) -> JsonResponse:
    """Have pushes go to this browser: `endpoint`, `key` and `secret` as it gives them.

    Answers {"device": id}, or 422 with why not.
    """
    session = get_object_or_404(UserSession, session_key=request.session.session_key or "", user=request.user)
    given = {name: request.POST.get(name, "") for name in ("endpoint", "key", "secret")}
    try:
        device = add_push_device(request.user, session=session, **given)
    except NotAPushAddress as refused:
        return JsonResponse({"detail": str(refused)}, status=422)
    messages.success(request, _("Pushes come to this browser now."))
    return JsonResponse({"device": device.pk})


@for_agents
@require_POST
def end_push(request: AgentRequest, device_id: int) -> HttpResponse:
    """Send no more pushes to one of the person's own browsers; leads back to the page it was asked from."""
    device = get_object_or_404(PushDevice, pk=device_id, person=request.user)
    remove_push_device(device, by=request.user)
    messages.success(request, _("No more pushes go to that browser."))
    return redirect("accounts:sessions" if "from_sessions" in request.POST else "own_notices")


@cache
def _script() -> str:
    words = Path(__file__).with_name("push_worker.js").read_text()
    return words.replace("{icon}", static("ui/icon-192.png")).replace("{badge}", static("ui/badge-96.png"))
