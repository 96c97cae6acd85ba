"""What each request of the desk needs to know about the person who asks."""

import time
import zoneinfo
from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from madang.brands.models import Desk
from madang.lib.prepared import Prepared

from .clients import client_address
from .models import User

_DESK = Prepared(lambda: Desk.objects.only("language", "time_zone").order_by("pk")[:1])

GetResponse = Callable[[HttpRequest], HttpResponse]


class PersonsLanguage:
    """Answers in the person's language and time zone, else in the desk's.

    Before there is a desk (its set-up form), the browser's Accept-Language decides.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, zone = _language_and_zone(request)
        with translation.override(language), timezone.override(_zone(zone)):
            response = self.get_response(request)
            # A program's person is known only by its token, which is read further in.
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        patch_vary_headers(response, ["Accept-Language"])
        return response


def _language_and_zone(request: HttpRequest) -> tuple[str, str]:
    person = request.user
    language = person.language if isinstance(person, User) else ""
    zone = person.time_zone if isinstance(person, User) else ""
    if language and zone:
        return language, zone
    desk = _DESK.first()
    if desk is None:
        return language or translation.get_language_from_request(request), zone or "UTC"
    return language or desk.language, zone or desk.time_zone


def _zone(name: str) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class LastSeen:
    """Keeps the list of sessions true: when and from where each was last used, to the minute.

    Each process remembers what it noted, so that looking at pages costs no write and no read.
    """

    EVERY = 60.0
    REMEMBERED = 10_000

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self._noted: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and self._is_due(key):
            now = timezone.now()
            UserSession.objects.filter(
                session_key=key, last_seen_at__lt=now - timedelta(seconds=self.EVERY)
            ).update(last_seen_at=now, ip=client_address(request))
        return self.get_response(request)

    def _is_due(self, key: str) -> bool:
        now = time.monotonic()
        if now - self._noted.get(key, -self.EVERY) < self.EVERY:
            return False
        if len(self._noted) >= self.REMEMBERED:
            self._noted.clear()
        self._noted[key] = now
        return True
