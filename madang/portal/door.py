"""Who is let in to the private page of an answer, and what every response of it says to browsers.

The address in the mail lets in: it is turned into a cookie that goes to this one page alone, and the browser
is sent on to an address that says nothing. A wrong address, one that ended and one that was withdrawn get the
same answer.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from madang.accounts.access import public
from madang.accounts.clients import client_address
from madang.delivery.web_page import mail_behind, token_of
from madang.lib.rates import is_within

from .conversation import Reader, reader_of

COOKIE = "madang_view"
STAYS = 12 * 3600
"""Seconds for which a browser that was let in need not come from the mail again."""

MOST_IN_A_MINUTE = 120
"""Requests of one address: a page asks for its colours, its logo and its pictures, too."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

P = ParamSpec("P")
Response = TypeVar("Response", bound=HttpResponseBase)
Page = Callable[Concatenate[HttpRequest, Reader, P], HttpResponseBase]


def let_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """The way from the address in the mail to the page."""
    if not _may_ask(request):
        return too_often(request)
    delivery = mail_behind(token)
    if delivery is None:
        return nothing_here(request)
    page = reverse("view_answer", args=[delivery.pk])
    response = redirect(page)
    response.set_cookie(
        COOKIE,
        token_of(delivery),
        max_age=STAYS,
        path=page,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",  # Strict would keep it from who comes from a web mailer
    )
    return _sealed(response)


def for_reader(page: Page[P]) -> Callable[..., HttpResponseBase]:
    """For whoever came by the address in the mail: in their language. Anybody else is told nothing."""

    @public
    @wraps(page)
    def guarded(
        request: HttpRequest, /, delivery_id: int, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        if not _may_ask(request):
            return too_often(request)
        delivery = mail_behind(request.COOKIES.get(COOKIE, ""))
        if delivery is None or delivery.pk != delivery_id:
            return nothing_here(request)
        reader = reader_of(delivery)
        with translation.override(reader.language):
            response = page(request, reader, *args, **kwargs)
        response["Content-Language"] = reader.language
        return _sealed(response)

    return guarded


def nothing_here(request: HttpRequest) -> HttpResponse:
    """404, the same for whatever was asked."""
    return _sealed(render(request, "portal/nothing.html", status=404))


def too_often(request: HttpRequest) -> HttpResponse:
    """429, before anything was looked up."""
    response = _sealed(render(request, "portal/too_often.html", status=429))
    response["Retry-After"] = "60"
    return response


def is_by_agent(request: HttpRequest) -> bool:
    """Whether one of our own people looks: theirs is no customer's reading."""
    person = request.user
    return person.is_authenticated and person.is_agent


def _may_ask(request: HttpRequest) -> bool:
    return is_within("private-page", client_address(request), most=MOST_IN_A_MINUTE, seconds=60)


def _sealed(response: Response) -> Response:
    """With what keeps the page private: nothing is kept, told to other sites, or found by search engines."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-store"
    if not response.has_header("Content-Security-Policy"):
        response["Content-Security-Policy"] = POLICY
    patch_vary_headers(response, ["Cookie"])
    return response
