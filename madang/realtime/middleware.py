"""Where a page stands in history, noted before it reads anything."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .stream import live_streams

GetResponse = Callable[[HttpRequest], HttpResponse]


class LiveFrom:
    """Gives each request `live_from`: the id of an event that everything the page reads is newer than.

    The page's stream begins there, so that nothing is missed between the making of the page and its
    listening. It costs no query; None while this process serves no streams.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.live_from = live_streams.position  # type: ignore[attr-defined]  # ours, for the tag {% live %}
        return self.get_response(request)
