"""What an agent is mailed about: a page of their own account."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from madang.accounts.access import AgentRequest, for_agents

from .actions import change_own_notices
from .models import AgentNotices
from .news import Cause


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def own_notices(request: AgentRequest) -> HttpResponse:
    """The causes, each on or off."""
    if request.method == "POST":
        wanted = set(request.POST.getlist("on"))
        change_own_notices(request.user, off=[one for one in Cause if one.value not in wanted])
        messages.success(request, _("Saved."))
        return redirect("own_notices")
    own = AgentNotices.objects.filter(person=request.user).first()
    off = own.off if own is not None else []
    causes = [{"value": one.value, "label": one.label, "on": one.value not in off} for one in Cause]
    return render(request, "notifications/own_notices.html", {"causes": causes, "here": "own_notices"})
