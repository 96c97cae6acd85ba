"""Keys for programs that act as the person."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from .. import actions
from ..access import AgentRequest, for_agents
from ..forms import TokenForm
from ..models import ApiToken


@method_decorator(reauthentication_required(allow_get=True), name="dispatch")
class TokensView(View):
    """The list, and by POST a new token, shown in the answer and never again."""

    def get(self, request: AgentRequest) -> HttpResponse:
        return self._shown(request, TokenForm())

    def post(self, request: AgentRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self._shown(request, form, status=422)
        token = actions.issue_token(request.user, form.cleaned_data["name"])
        return self._shown(request, TokenForm(), new=token)

    def _shown(
        self, request: AgentRequest, form: TokenForm, *, new: str = "", status: int = 200
    ) -> HttpResponse:
        tokens = ApiToken.objects.filter(user=request.user).order_by("-pk")
        context = {"form": form, "new": new, "tokens": tokens, "here": "accounts:tokens"}
        return render(request, "accounts/mine/tokens.html", context, status=status)


tokens = for_agents(TokensView.as_view())


@for_agents
@require_POST
def revoke_token(request: AgentRequest, token_id: int) -> HttpResponse:
    """Take one of the person's own tokens back."""
    token = get_object_or_404(ApiToken.objects.select_related("user"), pk=token_id, user=request.user)
    actions.revoke_token(token, by=request.user)
    messages.success(request, _("“%(name)s” is revoked.") % {"name": token})
    return redirect("accounts:tokens")
