"""/desk/messages/ID/pictures/TOKEN: a picture from elsewhere, as plain ASGI: it costs the pages no thread.

Those of side conversations are at /desk/sides/messages/. A slow server of somebody else holds up other
pictures at most: they are fetched in threads of their own, a few at a time, and for nobody who left the mail
meanwhile.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core import signing
from django.urls import reverse

from madang.accounts.models import User
from madang.accounts.sessions import person_in
from madang.realtime.database import DatabaseThread
from madang.realtime.door import Refused, session_key_of
from madang.tickets.models import SideMessage
from madang.tickets.queries import messages_visible_to, sides_visible_to

from .pictures import NoPicture, Picture, fetch

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

AT_ONCE = 6
"""Pictures fetched at a time by one process."""

MOST_WAITING = 200
"""Pictures asked for at a time; a browser asks for six of a mail at once. More are refused (503)."""

_PATH = re.compile(r"/desk/(sides/)?messages/(\d{1,18})/pictures/([\w.:-]{1,8000})")
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; sandbox"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"private, max-age=86400"),
)


def address_of(message_id: int, address: str, *, aside: bool = False) -> str:
    """Where the desk shows the picture at `address` that a message asks for, `aside` one of a side
    conversation."""
    kind = "sides/" if aside else ""
    token = signing.dumps(address, salt=_salt(kind, message_id), compress=True)
    return f"{reverse('desk:home')}{kind}messages/{message_id}/pictures/{token}"


def is_for_a_picture(path: str) -> bool:
    """Whether a request with this path is for `PictureRoute`."""
    return _PATH.fullmatch(path) is not None


class PictureRoute:
    """Answers with pictures to agents who may read the message; to others as if there were none."""

    def __init__(self, get: Callable[[str], Picture] = fetch) -> None:
        self._get = get
        self._asked = 0
        self._open = False

    async def start(self) -> None:
        """Begin to answer."""
        self._door = DatabaseThread("pictures-door")
        self._fetchers = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="pictures")
        self._open = True

    async def stop(self) -> None:
        """Let go of the threads; what is being fetched is not waited for."""
        if not self._open:
            return
        self._open = False
        self._fetchers.shutdown(wait=False, cancel_futures=True)
        await self._door.end()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            picture = await self._picture(scope, receive)
        except Refused as refused:
            await _answer(send, refused.status)
            return
        except Exception:
            log.exception("a picture was not shown")
            await _answer(send, 503)
            return
        if picture is not None:
            await _answer(send, 200, picture, with_body=scope["method"] != "HEAD")

    async def _picture(self, scope: Scope, receive: Receive) -> Picture | None:
        """The picture; None when nobody waits for it any more. Raises Refused."""
        key = session_key_of(scope)
        if not self._open or self._asked >= MOST_WAITING:
            raise Refused(503)
        self._asked += 1
        try:
            address = await self._door.do(_address_in, key, scope["path"])
            return await self._fetched(address, receive)
        except NoPicture:
            raise Refused(404) from None
        finally:
            self._asked -= 1

    async def _fetched(self, address: str, receive: Receive) -> Picture | None:
        gone = asyncio.create_task(_until_gone(receive))
        fetching = asyncio.get_running_loop().run_in_executor(self._fetchers, self._get, address)
        try:
            first: set[asyncio.Future[Any]] = {gone, fetching}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            if not fetching.done():
                fetching.cancel()
                return None
            return fetching.result()
        finally:
            gone.cancel()


def _address_in(session_key: str, path: str) -> str:
    """The address that the token names, for an agent who reads the message. Raises Refused."""
    person = person_in(session_key)
    if person is None or not person.is_agent:
        raise Refused(401)
    asked = _PATH.fullmatch(path)
    if asked is None:
        raise Refused(404)
    kind, message_id, token = asked[1] or "", int(asked[2]), asked[3]
    if not (_reads_aside if kind else _reads)(person, message_id):
        raise Refused(404)
    try:
        address: str = signing.loads(token, salt=_salt(kind, message_id))
    except signing.BadSignature:
        raise Refused(404) from None
    return address


def _reads(person: User, message_id: int) -> bool:
    return messages_visible_to(person).filter(pk=message_id).exists()


def _reads_aside(person: User, message_id: int) -> bool:
    return SideMessage.objects.filter(side__in=sides_visible_to(person), pk=message_id).exists()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _answer(send: Send, status: int, picture: Picture | None = None, *, with_body: bool = True) -> None:
    content = picture.content if picture is not None else b""
    headers = [(b"content-length", str(len(content)).encode())]
    if picture is not None:
        headers += [(b"content-type", picture.content_type.encode()), *_HEADERS]
    else:
        headers.append((b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content if with_body else b""})


def _salt(kind: str, message_id: int) -> str:
    return f"madang.desk.picture.{kind}{message_id}"


pictures_from_elsewhere = PictureRoute()
