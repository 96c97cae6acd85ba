"""Pushes to one's own devices: switching them on in this browser, and ending them in any."""

from functools import cache
from pathlib import Path

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents, public
from madang.accounts.actions import add_push_device, remove_push_device, renew_push_device
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
    try:
        device = add_push_device(request.user, session=session, **_given(request))
    except NotAPushAddress as refused:
        return JsonResponse({"detail": str(refused)}, status=422)
    messages.success(request, _("Pushes come to this browser now."))
    return JsonResponse({"device": device.pk})


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def renew_push(request: AgentRequest) -> JsonResponse:
    """What the worker asks when the address of its browser changed while no page may be open.

    GET answers {"key", "token"}: under which key to ask for a new one, and what a POST has to carry. POST
    takes the new address. Only who switched pushes on in this very session has anything to renew: for others
    it answers 404, and the worker lets its new address go.
    """
    of_session = {"session__session_key": request.session.session_key or "", "person": request.user}
    device = get_object_or_404(PushDevice, **of_session)
    if request.method != "POST":
        answer = JsonResponse({"key": desks_public_key(), "token": get_token(request)})
        answer["Cache-Control"] = "no-store"
        return answer
    try:
        renew_push_device(device, by=request.user, **_given(request))
    except NotAPushAddress as refused:
        return JsonResponse({"detail": str(refused)}, status=422)
    return JsonResponse({"device": device.pk})


@for_agents
@require_POST
def end_push(request: AgentRequest, device_id: int) -> HttpResponse:
    """Send no more pushes to one of the person's own browsers; leads back to the page it was asked from."""
    device = get_object_or_404(PushDevice, pk=device_id, person=request.user)
    remove_push_device(device, by=request.user)
    messages.success(request, _("No more pushes go to that browser."))
    return redirect("accounts:sessions" if "from_sessions" in request.POST else "own_notices")


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("endpoint", "key", "secret")}


@cache
def _script() -> str:
    words = Path(__file__).with_name("push_worker.js").read_text()
    images = {"{icon}": "ui/icon-192.png", "{badge}": "ui/badge-96.png"}
    for place, image in images.items():
        words = words.replace(place, static(image))
    return words.replace("{renewal}", reverse("renew_push"))
