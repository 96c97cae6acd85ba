"""Hand a mail to a provider by its HTTP API. Imports django-anymail when the first mail goes, not before."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from madang.channels.base import ChannelFailure, PermanentFailure
from madang.lib.reaching import CannotReach

from ..transport import Connect, NotLetIn, ServerDown, Taken, Unacknowledged
from .known import MailProvider, by_code

if TYPE_CHECKING:
    from .connecting import GuardedSession

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds to wait for an answer."""

DEADLINE = 5 * 60.0
"""Seconds that one mail may take in all."""

_MOST_UNANSWERED = 1000
_unanswered: dict[str, str] = {}
"""By which key a mail went whose word was lost: the same one says that it is no other. A mail that somebody
sends again is another."""

_MARK = re.compile(r"\+(b\d{1,18}\.[a-z2-7]{10})@")


@dataclass(frozen=True, slots=True)
class Api:
    """An account at a provider: its `secrets` by name, and the API's address where it isn't the usual one."""

    provider: str
    secrets: tuple[tuple[str, str], ...]
    url: str = ""


class ProviderApi:
    """The API of one provider; the connection is kept for the next mail.

    `sender_domain` is the domain that mail is sent from when only `greet` is asked. Keyword arguments are
    those of `Smtp`.
    """

    def __init__(
        self,
        api: Api,
        *,
        connect: Connect,
        patience: float = PATIENCE,
        deadline: float = DEADLINE,
        sender_domain: str = "",
    ) -> None:
        found = by_code(api.provider)
        if found is None:
            raise ValueError(f"no such provider: {api.provider}")
        self._provider: MailProvider = found
        self._api = api
        self._connect = connect
        self._patience = min(patience, PATIENCE)
        self._deadline = deadline
        self._sender_domain = sender_domain
        self._session: GuardedSession | None = None

    def hand_over(self, raw: bytes, *, sender: str, recipient: str) -> Taken:
        """Return what the provider calls the mail; raises as `Transport` says."""
        from .backends import as_mail

        mail: Any = as_mail(
            self._provider.code,
            raw,
            sender=sender,
            recipient=recipient,
            mark=_mark_in(sender),
            pictures=self._provider.pictures,
        )
        self._spoken(lambda backend: backend.send_messages([mail]), idempotency=f"{sender} {recipient}")
        status = mail.anymail_status
        said_no = status.status and status.status <= {"failed", "invalid", "rejected"}
        if said_no or not status.esp_response.ok:
            raise self._answered(status.esp_response)
        return _taken(status.message_id)

    def greet(self) -> None:
        """See whether the key is let in, and hand nothing over; raises TemporaryFailure."""
        from .backends import asked_nothing

        def ask(backend: Any) -> None:
            address, request = asked_nothing(self._provider.code, backend)
            response = backend.session.post(address, **request)
            refused = self._answered(response)
            if not isinstance(refused, PermanentFailure) and not 200 <= response.status_code < 300:
                raise refused
            if isinstance(refused, NotLetIn):
                raise refused

        self._spoken(ask)

    def close(self) -> None:
        """Let the connection go."""
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _spoken(self, speak: Callable[[Any], T], *, idempotency: str = "") -> T:
        """Do something with the API, and raise what went wrong in our own terms."""
        import requests
        from anymail.exceptions import AnymailError

        key = _unanswered.pop(idempotency, None) or secrets.token_hex(16)
        backend, session = self._ready(key if idempotency else "")
        try:
            with session.within(self._deadline):
                return speak(backend)
        except ChannelFailure:
            raise
        except CannotReach as unreachable:
            raise ServerDown(f"{unreachable}: {type(unreachable).__name__}") from unreachable
        except requests.exceptions.SSLError as broken:
            self.close()
            raise ServerDown(self._named(broken)) from broken
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError) as unusable:
            raise NotLetIn(self._named(unusable)) from unusable
        except (AnymailError, requests.RequestException) as failed:
            meant = self._failure(failed)
            if isinstance(meant, Unacknowledged) and idempotency and len(_unanswered) < _MOST_UNANSWERED:
                _unanswered[idempotency] = key
            raise meant from failed

    def _ready(self, idempotency: str) -> tuple[Any, "GuardedSession"]:
        from .backends import backend_for
        from .connecting import GuardedSession

        if self._session is None:
            self._session = GuardedSession(self._connect, seconds=self._patience)
        given: dict[str, str] = dict(self._api.secrets)
        if self._provider.code == "mailgun" and self._sender_domain:
            given["sender_domain"] = self._sender_domain
        if self._provider.code == "resend" and idempotency:
            self._session.headers["Idempotency-Key"] = idempotency
        backend = backend_for(
            self._provider.code, session=self._session, secrets=given, api_url=self._api.url
        )
        return backend, self._session

    def _failure(self, failed: Exception) -> ChannelFailure:
        import requests
        from anymail.exceptions import AnymailRecipientsRefused

        response = getattr(failed, "response", None)
        if isinstance(failed, AnymailRecipientsRefused):
            return self._refused(response)
        if response is not None:
            if 200 <= response.status_code < 300 and self._provider.code != "postal":
                return Unacknowledged(self._named(failed))  # it said yes, in words that can't be read
            return self._answered(response)
        if isinstance(failed, requests.RequestException):
            self.close()
            return Unacknowledged(self._named(failed.__cause__ or failed))
        return PermanentFailure(str(failed))

    def _answered(self, response: Any) -> ChannelFailure:
        from .answers import failure

        return failure(self._provider.code, response.status_code, _data(response))

    def _refused(self, response: Any) -> ChannelFailure:
        """The recipient is refused, whatever the status of the answer is."""
        from .answers import words

        said = words(_data(response)) if response is not None else ""
        return PermanentFailure(said or f"{self._provider.name} refused the recipient")

    def _named(self, broken: object) -> str:
        return f"{self._provider.name}: {' '.join(str(broken).split())[:300]}"


def _mark_in(sender: str) -> str:
    """What of a return address tells the mail (see bounces.py); providers limit what is carried along."""
    found = _MARK.search(sender)
    return found.group(1) if found is not None else ""


def _taken(message_id: object) -> Taken:
    bare = str(message_id or "").strip().removeprefix("<").removesuffix(">")
    return Taken(provider_id=bare, message_id=bare if "@" in bare else "")


def _data(response: Any) -> object:
    try:
        data: object = response.json()
    except ValueError:
        return str(response.text)[:2000]
    if isinstance(data, list) and len(data) == 1 and isinstance(data[0], Mapping):
        return data[0]
    return data
