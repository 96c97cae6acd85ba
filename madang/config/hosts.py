"""The names this desk answers to: a page on another name may not make a browser speak for us."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from madang.ui.errors import not_here

ALWAYS_ANSWERED = frozenset({"/healthz", "/readyz"})
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-ancestors 'none'"


class KnownHosts:
    """Answers 421 to requests for a host that isn't ours (DNS rebinding, forged Host headers).

    Ours are MADANG_URL's host, the names of this machine for itself, and the address we listen on. Style
    sheets and fonts are the same for everybody and given under any name: the page that says no is dressed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
        if is_ours(host) or request.path in ALWAYS_ANSWERED or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        language = translation.get_language_from_request(request)
        with translation.override(language):
            response = _refusal(request)
        response["Content-Language"] = language
        response["Content-Security-Policy"] = POLICY
        patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
        return response


def is_ours(host: str) -> bool:
    """Whether a Host header (with or without a port) names this desk."""
    name = _without_port(host)
    if name in {settings.MADANG.host, settings.MADANG.bind, "localhost"}:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _refusal(request: HttpRequest) -> HttpResponse:
    """A page for people, a line for programs; neither asks the database."""
    url = settings.MADANG.url
    words = _("This desk answers at %(url)s. Whoever runs it can change that with MADANG_URL.")
    advice = words % {"url": url}
    if "text/html" in request.headers.get("Accept", ""):
        return not_here(advice, url)
    return HttpResponse(f"{advice}\n", status=421, content_type="text/plain; charset=utf-8")


def _without_port(host: str) -> str:
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].removesuffix(".")
