"""Who may open a stream, and whether they still may: asked when it is opened, and each minute."""

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http.cookie import parse_cookie

from madang.accounts.sessions import person_in, standing_of

from .rights import Rights, rights_of

SESSION_ENDED: Final = "session"
RIGHTS_CHANGED: Final = "rights"


class Refused(Exception):
    """No stream is opened; `status` is the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Pass:
    """A signed-in session when its stream was opened; `standing` is what the person might do then."""

    session_key: str
    person_id: int
    standing: str


def session_key_of(scope: MutableMapping[str, Any]) -> str:
    """The session that the request names. Raises Refused; asks no database.

    Requests that a page of another site caused are refused (403), and methods other than GET and HEAD (405).
    """
    if scope["method"] not in {"GET", "HEAD"}:
        raise Refused(405)
    headers = _headers(scope)
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise Refused(403)
    key = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME, "")
    if not key:
        raise Refused(401)
    return key


def let_in(session_key: str) -> tuple[Pass, Rights]:
    """Who comes in with this session, and what they see. Raises Refused (401) when it is nobody's."""
    person = person_in(session_key)
    if person is None or not person.is_agent:
        raise Refused(401)
    passed = Pass(session_key=session_key, person_id=person.pk, standing=standing_of(person))
    return passed, rights_of(person)


def reasons_to_close(passes: Iterable[Pass]) -> list[str | None]:
    """For each: SESSION_ENDED, RIGHTS_CHANGED, or None when the stream may stay open."""
    return [_reason_to_close(one) for one in passes]


def last_seen_event(scope: MutableMapping[str, Any]) -> int | None:
    """The id of the last event that the browser was told of: by the Last-Event-ID header, or by `?last=`."""
    given = _headers(scope).get("last-event-id", "")
    if not given:
        query = scope.get("query_string", b"").decode("ascii", "replace")
        given = next((part[5:] for part in query.split("&") if part.startswith("last=")), "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 18 else None


def _reason_to_close(one: Pass) -> str | None:
    person = person_in(one.session_key)
    if person is None or person.pk != one.person_id or not person.is_agent:
        return SESSION_ENDED
    return None if standing_of(person) == one.standing else RIGHTS_CHANGED


def _headers(scope: MutableMapping[str, Any]) -> Mapping[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
