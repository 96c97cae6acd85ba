"""What an agent hears of, where, and when not: a page of their own account."""

from datetime import time

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from madang.accounts.access import AgentRequest, for_agents
from madang.accounts.push_devices import devices_of

from .about import About
from .actions import change_own_notices
from .choices import Place, Quiet, as_choices
from .mailing import Line, any_inbox, mail_lines
from .models import AgentNotices
from .news import Cause
from .pushing import push_trial


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def own_notices(request: AgentRequest) -> HttpResponse:
    """What is told where, the quiet hours, and the mails that are sent at once."""
    refused = ""
    if request.method == "POST":
        refused = _change(request)
        if not refused:
            messages.success(request, _("Saved."))
            return redirect("own_notices")
    own = AgentNotices.objects.filter(person=request.user).first()
    off = own.off if own is not None else []
    chosen = as_choices(own)
    context = {
        "rows": [
            {
                "label": about.label,
                "places": [
                    (f"{about.value}:{place.value}", place.label, place in chosen.of(about))
                    for place in Place
                ],
            }
            for about in About
        ],
        "places": Place.choices,
        "quiet": chosen.quiet,
        "quiets": Quiet.choices,
        "begin": _clock(chosen.quiet_hours[0]),
        "end": _clock(chosen.quiet_hours[1]),
        "causes": [{"value": one.value, "label": one.label, "on": one.value not in off} for one in Cause],
        "devices": devices_of(request.user, here=request.session.session_key or ""),
        "push_subject": chosen.push_subject,
        "refused": refused,
        "zone": timezone.get_current_timezone_name(),
        "here": "own_notices",
    }
    return render(request, "notifications/own_notices.html", context, status=422 if refused else 200)


@for_agents
@require_POST
def test_notice(request: AgentRequest) -> HttpResponse:
    """Send the person a mail and pushes as those are that they would get."""
    inbox, now = any_inbox(), timezone.now()
    if devices := push_trial(request.user):
        words = ngettext(
            "A push is on its way to %(n)s device.", "A push is on its way to %(n)s devices.", devices
        )
        messages.success(request, words % {"n": devices})
    if inbox is None or not request.user.email:
        messages.error(request, _("No support address is set, so no mail can leave."))
        return redirect("own_notices")
    line = Line(
        why=_("This is a trial: somebody pressed “Send me one now”."),
        about=_("A notice of the desk"),
        by=request.user.shown_name,
        link=f"{settings.MADANG.url}/desk/",
    )
    key = f"notice-trial:{request.user.pk}:{int(now.timestamp())}"
    mail_lines(request.user, [line], key=key, inbox=inbox, at=now)
    messages.success(request, _("A mail is on its way to %(address)s.") % {"address": request.user.email})
    return redirect("own_notices")


def _change(request: AgentRequest) -> str:
    """Set what was posted; gives why it was refused, empty when it was not."""
    wanted, ticked = set(request.POST.getlist("on")), set(request.POST.getlist("place"))
    quiet = request.POST.get("quiet", "")
    if quiet not in Quiet.values:
        return _("Choose when you want quiet.")
    begin, end = (_minutes(request.POST.get(name, "")) for name in ("begin", "end"))
    if quiet == Quiet.DAILY and (begin is None or end is None or begin == end):
        return _("Give a beginning and an end of the quiet hours.")
    change_own_notices(
        request.user,
        off=[one for one in Cause if one.value not in wanted],
        places={about: [one for one in Place if f"{about.value}:{one.value}" in ticked] for about in About},
        quiet=Quiet(quiet),
        push_subject="push_subject" in request.POST,
        quiet_hours=(begin, end) if begin is not None and end is not None and begin != end else None,
    )
    return ""


def _minutes(given: str) -> int | None:
    try:
        found = parse_time(given)
    except ValueError:
        return None
    return found.hour * 60 + found.minute if found is not None else None


def _clock(minutes: int) -> str:
    return time(minutes // 60 % 24, minutes % 60).strftime("%H:%M")
