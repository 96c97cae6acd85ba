"""What somebody has to hear of at once, asked for when a hint says that it may be theirs."""

from datetime import timedelta

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from madang.accounts.access import AgentRequest, for_agents
from madang.history.models import Event
from madang.lib.text.numbers import number_in, numbers_in
from madang.notifications.news import KINDS, news_of
from madang.tickets.queries import visible_to

MOST_TICKETS = 50
MOST_EVENTS = 20
FRESH = timedelta(minutes=10)
"""What happened before is told by the page itself."""


@for_agents
@require_safe
def news(request: AgentRequest) -> JsonResponse:
    """What on the tickets `?tickets=1041,1042` the person has to hear of, after the event `?after=`.

    Answers {"last": id, "news": [{"text", "href"}]}; `last` is the next `after`.
    """
    asked = request.GET.get("tickets", "").split(",")[:MOST_TICKETS]
    numbers = numbers_in(asked)
    last = number_in(request.GET.get("after", ""))
    found = Event.objects.filter(
        subject_type="ticket",
        subject_id__in=list(visible_to(request.user).filter(number__in=numbers).values_list("pk", flat=True)),
        kind__in=KINDS,
        pk__gt=last,
        created_at__gte=timezone.now() - FRESH,
    )
    told = []
    for event in found.order_by("-pk")[:MOST_EVENTS]:
        last = max(last, event.pk)
        one = news_of(event)
        if one is not None and one.person.pk == request.user.pk:
            told.append({"text": one.in_words(), "href": one.path})
    return JsonResponse({"last": last, "news": told[::-1]})
