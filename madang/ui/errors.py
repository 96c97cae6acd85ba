"""Pages for what went wrong, in words that say what to do next."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

Page = tuple[str, str]


def _words(status: int) -> Page:
    """The heading and the advice for one HTTP status."""
    pages: dict[int, Callable[[], Page]] = {
        400: lambda: (
            _("This request could not be read"),
            _("Go back and try again. If it happens again, tell your administrator what you did."),
        ),
        403: lambda: (
            _("This is not open to you"),
            _("Your role does not include this page. An administrator can change that."),
        ),
        404: lambda: (
            _("There is nothing here"),
            _("The address may be mistyped, or what it named is gone or not open to you."),
        ),
        421: lambda: (
            _("This desk does not answer here"),
            _("The name in the address bar is not one of this desk's. Use the address you were given."),
        ),
        500: lambda: (
            _("Something went wrong on our side"),
            _("What happened has been written down. Try again in a moment; nothing you saved is lost."),
        ),
    }
    return pages[status if status in pages else 500]()


def render_error(request: HttpRequest, status: int) -> HttpResponse:
    """A page for one status. It reads no database, so that it can be shown when that is what failed."""
    heading, advice = _words(status)
    content = loader.render_to_string(
        "ui/error.html", {"status": status, "heading": heading, "advice": advice}
    )
    return HttpResponse(content, status=status)


def not_here(advice: str, url: str) -> HttpResponse:
    """421 under a name that isn't the desk's: where it answers, and the way there."""
    heading, _advice = _words(421)
    content = loader.render_to_string(
        "ui/error.html", {"status": 421, "heading": heading, "advice": advice, "elsewhere": url}
    )
    return HttpResponse(content, status=421)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, for `handler400`."""
    return render_error(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, for `handler403`."""
    return render_error(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, for `handler404`."""
    return render_error(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, for `handler500`."""
    return render_error(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is too old or missing: the way out is to load the page again."""
    content = loader.render_to_string(
        "ui/error.html",
        {
            "status": 403,
            "heading": _("This page was open for too long"),
            "advice": _("Load it again and send once more. This keeps other sites from acting in your name."),
        },
    )
    return HttpResponse(content, status=403)
