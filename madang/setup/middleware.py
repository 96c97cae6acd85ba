"""Nothing works before the first set-up, so every page leads there."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from madang.brands.models import Desk

from .key import spend_key

FIRST_PAGE = "/setup/"
ALWAYS_OPEN = ("/static/", "/healthz", "/readyz", FIRST_PAGE)


class SetupFirst:
    """Sends every page to the set-up form until there is a desk, and asks no more once there is one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._is_set_up = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_set_up or request.path.startswith(ALWAYS_OPEN) or self._there_is_a_desk():
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "This desk is not set up yet."}, status=503)
        return HttpResponseRedirect(FIRST_PAGE)

    def _there_is_a_desk(self) -> bool:
        self._is_set_up = Desk.objects.exists()
        if self._is_set_up:
            # A desk that was set up on another machine, over the same database, has a key here to spend.
            spend_key(settings.MADANG.data)
        return self._is_set_up
