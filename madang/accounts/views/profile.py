"""How somebody is called, and how the desk looks and speaks to them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import actions
from ..access import AgentRequest, for_agents
from ..forms import ProfileForm


@for_agents
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: AgentRequest) -> HttpResponse:
    """The person's own settings."""
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(request.user)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(request.user, **form.cleaned_data, by=request.user)
        with translation.override(form.cleaned_data["language"] or translation.get_language()):
            messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    status = 422 if form.errors else 200
    return render(
        request, "accounts/mine/profile.html", {"form": form, "here": "accounts:profile"}, status=status
    )
