"""What somebody was told: the list, what is new in it, and reading it."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.accounts.push_devices import gets_pushes, gone_browsers
from madang.lib.text.numbers import number_in, numbers_in
from madang.notifications.actions import bring_back_notices, read_notices
from madang.notifications.choices import Place, choices_of
from madang.notifications.listing import MOST_COUNTED, how_many_unread
from madang.tickets.actions import change_habits
from madang.tickets.models import FollowHabit

from ..notices import fresh_for, notices_for, number_in_words, said_aloud


@for_agents
@require_safe
def notices(request: AgentRequest) -> HttpResponse:
    """The notices, unread ones first; `?before=id` for those that were read earlier."""
    before = number_in(request.GET.get("before", ""))
    found = notices_for(request.user, below=before or None)
    context = {"found": found, "place": "notices", "first": not before}
    context["habit"] = FollowHabit.objects.filter(person=request.user).first()
    part = request.htmx.target == "notices"
    if not part:
        context["gone"] = gone_browsers(request.user)
    template = "desk/notices/lines.html" if part else "desk/notices/page.html"
    answer = render(request, template, context)
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


@for_agents
@require_safe
def fresh(request: AgentRequest) -> JsonResponse:
    """What came after the notice `?after=`: {"unread": "3", "last": id, "news": [{"text", "href", …}]}.

    `aloud`: an open page says it at once; `browser`: the browser does when no page of the desk is looked at,
    unless a push tells the same there.
    """
    after = number_in(request.GET.get("after", ""))
    found = fresh_for(request.user, after=after)
    chosen = choices_of([request.user.pk])[request.user.pk]
    pushed = any(Place.PUSH in chosen.of(line.notice.about) for line in found) and gets_pushes(
        request.session.session_key or ""
    )
    return JsonResponse(
        {
            "unread": number_in_words(how_many_unread(request.user)),
            "last": max([after, *(line.notice.pk for line in found)]),
            "news": [
                {
                    "text": line.text,
                    "href": line.href,
                    "aloud": said_aloud(line),
                    "browser": Place.BROWSER in (wanted := chosen.of(line.notice.about))
                    and not (pushed and Place.PUSH in wanted),
                }
                for line in found
            ],
        }
    )


@for_agents
@require_POST
def read(request: AgentRequest) -> JsonResponse:
    """Mark as read `notice` (any number), those of the ticket `ticket`, or all `up_to` an id.

    With `unread` those of `notice` are marked as not read. Answers {"unread": "2"}.
    """
    ids = numbers_in(request.POST.getlist("notice")[:MOST_COUNTED])
    if "unread" in request.POST:
        bring_back_notices(request.user, only=ids)
    elif ids:
        read_notices(request.user, only=ids)
    elif ticket := number_in(request.POST.get("ticket", "")):
        read_notices(request.user, of_ticket=ticket)
    elif up_to := number_in(request.POST.get("up_to", "")):
        read_notices(request.user, up_to=up_to)
    return JsonResponse({"unread": number_in_words(how_many_unread(request.user))})


@for_agents
@require_POST
def habits(request: AgentRequest) -> HttpResponse:
    """Set when the person follows tickets without saying so: `mentions`, `assigns`."""
    change_habits(request.user, mentions="mentions" in request.POST, assigns="assigns" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("desk:notices")
