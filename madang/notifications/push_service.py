"""Handing one push to the push service of a browser.

Where that is, the browser said: it may be any address, so only public ones are connected to, by HTTPS alone,
also where servers of the settings may be in private networks; nothing of the answer but its state is read.
"""

import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from madang.accounts.models import PushDevice
from madang.delivery.circuits import Circuits
from madang.lib import reaching, webpush
from madang.lib.rows import insert
from madang.lib.sealing import CannotUnseal, seal, unseal

from .mailing import any_inbox
from .models import PushKey

if TYPE_CHECKING:
    import requests

SECONDS = 10.0
"""How long to wait for an answer, in all."""

KEPT_FOR = 24 * 3600
"""Seconds that a push waits for a device that is switched off."""

SIGNED_FOR = 12 * 3600

LONGEST_RETRY_AFTER = 3600.0

SEALED_FOR = "push key"

CIRCUITS = Circuits(senders=100)
"""One for all jobs of a process: a push service that is down rests, and pushes for it wait."""


class Gone(Exception):
    """The browser takes no pushes here any more; it will not come back under this address."""


class NotTaken(Exception):
    """The push service doesn't take this push; trying again changes nothing. `str()` says why."""


class TryLater(Exception):
    """It may be taken later: after `seconds`, None when that was not said."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(f"later, {seconds}")
        self.seconds = seconds


def desks_public_key() -> str:
    """The public part of the desk's key, which is made when it is first asked for."""
    found = PushKey.objects.first()
    if found is None:
        private = webpush.new_key()
        with transaction.atomic():
            row = PushKey(private=seal(private, purpose=SEALED_FOR), public=webpush.public_key(private))
            insert(row, unless_there=True)
        found = PushKey.objects.get()
    return found.public


def hand_over(device: PushDevice, message: bytes) -> None:
    """Give a message to the push service of a device. Raises Gone, NotTaken and TryLater."""
    host = urlsplit(device.endpoint).netloc
    if host in CIRCUITS.unavailable(servers=lambda: 2):
        raise TryLater
    body = webpush.encrypt(message, key=device.key, secret=device.secret)
    headers = {
        "Authorization": _authorization(device.endpoint),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_FOR),
        "Urgency": "high",
    }
    CIRCUITS.begin(host)
    down = True
    try:
        answer = _post(device.endpoint, body, headers)
        down = answer.status_code >= 500
    finally:
        CIRCUITS.end(host, down=down)
    _judge(answer)


def _post(endpoint: str, body: bytes, headers: dict[str, str]) -> "requests.Response":
    from requests import RequestException

    from madang.delivery.providers.connecting import GuardedSession

    session = GuardedSession(_connect, seconds=SECONDS)
    try:
        with session, session.within(SECONDS):
            return session.post(endpoint, data=body, headers=headers, stream=True)
    except reaching.PrivateAddress:
        raise Gone from None
    except (RequestException, reaching.CannotReach):
        raise TryLater from None


def _judge(answer: "requests.Response") -> None:
    status = answer.status_code
    if status in {404, 410}:
        raise Gone
    if status == 429 or status >= 500:
        raise TryLater(_retry_after(answer))
    if not 200 <= status < 300:
        raise NotTaken(f"HTTP {status}")


def _retry_after(answer: "requests.Response") -> float | None:
    given = answer.headers.get("Retry-After", "")
    return min(float(given), LONGEST_RETRY_AFTER) if given.isascii() and given.isdigit() else None


def _authorization(endpoint: str) -> str:
    key = PushKey.objects.first()
    if key is None:
        raise NotTaken("the desk has no key")
    try:
        private = unseal(key.private, purpose=SEALED_FOR)
    except CannotUnseal:
        raise NotTaken("the desk's key was sealed with another secret.key") from None
    until = int(time.time()) + SIGNED_FOR
    return webpush.authorization(endpoint, private=private, contact=_contact(), until=until)


def _contact() -> str:
    """Where push services may complain: they take an address by HTTPS, or one of mail."""
    if settings.MADANG.url.startswith("https://"):
        return str(settings.MADANG.url)
    inbox = any_inbox()
    return f"mailto:{inbox.address}" if inbox is not None else f"mailto:postmaster@{settings.MADANG.host}"


def _connect(host: str, port: int, seconds: float) -> socket.socket:
    return reaching.connect(host, port, seconds=seconds)
