"""Where somebody is signed in, and ending that."""

from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from .. import actions
from ..access import AgentRequest, for_agents
from ..browsers import browser_name, is_hand_held
from ..models import PushDevice


@dataclass(frozen=True, slots=True)
class Row:
    """One signed-in browser, as the list shows it; `push` is the id of its pushes, None without."""

    pk: int
    browser: str
    is_hand_held: bool
    ip: str
    began: datetime
    last_seen: datetime
    is_this: bool
    push: int | None


@for_agents
@require_safe
def sessions(request: AgentRequest) -> HttpResponse:
    """All browsers in which the person is signed in, this one first."""
    sessions = UserSession.objects.purge_and_list(request.user)
    pushes = dict(PushDevice.objects.filter(person=request.user, gone_at=None).values_list("session", "pk"))
    rows = [
        Row(
            pk=session.pk,
            browser=browser_name(session.user_agent),
            is_hand_held=is_hand_held(session.user_agent),
            ip=session.ip,
            began=session.created_at,
            last_seen=session.last_seen_at,
            is_this=session.session_key == request.session.session_key,
            push=pushes.get(session.pk),
        )
        for session in sessions
    ]
    rows.sort(key=lambda row: (not row.is_this, -row.last_seen.timestamp()))
    return render(request, "accounts/mine/sessions.html", {"sessions": rows, "here": "accounts:sessions"})


@for_agents
@require_POST
def end_session(request: AgentRequest, session_id: int) -> HttpResponse:
    """Sign one of the person's own browsers out."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    actions.end_session(session, by=request.user)
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:sessions")


@for_agents
@require_POST
def end_other_sessions(request: AgentRequest) -> HttpResponse:
    """Sign the person out everywhere but here."""
    ended = actions.end_other_sessions(request.user, keep=request.session.session_key or "", by=request.user)
    words = ngettext("%(n)s browser is signed out.", "%(n)s browsers are signed out.", ended) % {"n": ended}
    messages.success(request, words)
    return redirect("accounts:sessions")
