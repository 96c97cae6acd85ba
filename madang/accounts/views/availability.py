"""Whether the person is there, their hours, and their days off."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .. import actions
from ..access import AgentRequest, for_agents
from ..at_work import Availability, Said
from ..availability import own_row, own_whereabouts, timetable_of
from ..errors import NotAnEnd, Refused
from ..hours_form import HoursForm
from ..where_in_words import in_words

NINE = timedelta(hours=9)


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: AgentRequest) -> HttpResponse:
    """The page; by POST the hours are set."""
    row = own_row(request.user)
    form = HoursForm(request.POST) if request.method == "POST" else HoursForm.of(row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_hours(request.user, **form.hours(), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:availability")
    context = {
        "form": form,
        "row": row,
        "where": own_whereabouts(request.user),
        "days_off": days_off(row),
        "zone": timezone.get_current_timezone_name(),
        "here": "accounts:availability",
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/mine/availability.html", context, status=status)


@for_agents
@require_POST
def say(request: AgentRequest) -> HttpResponse:
    """Say whether one is there: `said`, which may hold how long (`away:30`, `away:tomorrow`), or `until`.

    A script gets the part of the menu that shows it, everybody else the page.
    """
    said, _separator, how_long = request.POST.get("said", "").partition(":")
    try:
        if said not in Said.values:
            raise NotAnEnd
        until = _until(request, how_long) if said == Said.AWAY else None
        actions.say_availability(request.user, Said(said), until=until, by=request.user)
    except Refused as refused:
        if request.htmx:
            return HttpResponse(str(refused), status=422, content_type="text/plain; charset=utf-8")
        messages.error(request, str(refused))
        return redirect("accounts:availability")
    if request.htmx:
        return _shown(request)
    messages.success(request, in_words(own_whereabouts(_anew(request).user)))
    return redirect("accounts:availability")


@for_agents
@require_safe
def shown(request: AgentRequest) -> HttpResponse:
    """The part of the menu that says whether one is there."""
    return render(request, "accounts/mine/availability_menu.html")


@for_agents
@require_POST
def sign(request: AgentRequest) -> HttpResponse:
    """The person uses the desk."""
    actions.note_sign(request.user)
    return HttpResponse(status=204)


@for_agents
@require_POST
def add_day_off(request: AgentRequest) -> HttpResponse:
    """Take off the days from `first` to `last`; without a last one, that one day."""
    try:
        first = parse_date(request.POST.get("first", ""))
        last = parse_date(request.POST.get("last", "")) if request.POST.get("last") else first
    except ValueError:
        first = last = None
    if first is None or last is None:
        messages.error(request, _("Choose a day."))
    else:
        try:
            actions.add_day_off(request.user, first=first, last=last, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("accounts:availability")


@for_agents
@require_POST
def remove_day_off(request: AgentRequest) -> HttpResponse:
    """Give days off back."""
    first, _separator, last = request.POST.get("days", "").partition("/")
    actions.remove_day_off(request.user, first=first, last=last, by=request.user)
    return redirect("accounts:availability")


def days_off(row: Availability | None) -> list[dict[str, object]]:
    """The days off that are not over for long, each with its key."""
    spans = row.days_off if row is not None else []
    return [
        {
            "key": f"{first}/{last}",
            "first": parse_date(first),
            "last": parse_date(last) if last != first else None,
        }
        for first, last in spans
    ]


def _shown(request: AgentRequest) -> HttpResponse:
    return render(_anew(request), "accounts/mine/availability_menu.html")


def _anew(request: AgentRequest) -> AgentRequest:
    """The request with the person's row as it is now."""
    row = Availability.objects.filter(person=request.user).first()
    if row is not None:
        request.user.availability = row
    return request


def _until(request: AgentRequest, how_long: str) -> datetime | None:
    """When the person comes back. Raises NotAnEnd for what is no time."""
    now = timezone.now()
    if how_long.isdecimal() and len(how_long) < 5:
        return now + timedelta(minutes=int(how_long))
    if how_long == "tomorrow":
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(
            days=1
        )
        hours = timetable_of(own_row(request.user), zone=timezone.get_current_timezone())
        return hours.begins_after(midnight) or midnight + NINE
    given = request.POST.get("until", "")
    if how_long:
        raise NotAnEnd
    if not given:
        return None
    try:
        moment = parse_datetime(given)
    except ValueError:
        moment = None
    if moment is None:
        raise NotAnEnd
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
