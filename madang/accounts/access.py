"""Who may use a page: every view of the desk is marked, and a test walks all addresses to see that it is."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from .models import User
from .roles import Permission

P = ParamSpec("P")


class AgentRequest(HttpRequest):
    """A request of a signed-in, active agent."""

    user: User
    htmx: HtmxDetails


Page = Callable[Concatenate[AgentRequest, P], HttpResponseBase]
AnyPage = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_agents(page: Page[P]) -> AnyPage[P]:
    """Agents of every role may use it; others sign in first, and customers are refused."""
    return _marked(page, audience="agents", permission=None)


def for_agents_who_may(permission: Permission) -> Callable[[Page[P]], AnyPage[P]]:
    """Agents whose role holds the permission may use it."""

    def mark(page: Page[P]) -> AnyPage[P]:
        return _marked(page, audience=f"agents: {permission.value}", permission=permission)

    return mark


def public(page: AnyPage[P]) -> AnyPage[P]:
    """Anybody may use it, signed in or not."""
    page.audience = "public"  # type: ignore[attr-defined]  # read by the permission matrix
    return page


def _marked(page: Page[P], *, audience: str, permission: Permission | None) -> AnyPage[P]:
    @wraps(page)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        person = request.user
        if not person.is_authenticated:
            return _sign_in_first(request)
        if not person.is_agent or (permission is not None and not person.may(permission)):
            raise PermissionDenied
        answer = page(request, *args, **kwargs)  # type: ignore[arg-type]  # it is an AgentRequest from here on
        if not answer.has_header("Cache-Control"):
            answer["Cache-Control"] = "private, no-store"
        return answer

    guarded.audience = audience  # type: ignore[attr-defined]  # read by the permission matrix
    return guarded


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", None):
        here = request.htmx.current_url_abs_path or "/desk/"  # type: ignore[attr-defined]  # set by HtmxMiddleware
        return HttpResponseClientRedirect(redirect_to_login(here)["Location"])
    return redirect_to_login(request.get_full_path())
