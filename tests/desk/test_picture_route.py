"""Pictures from elsewhere go by a route of their own: to agents who read the message, a few at a time."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from madang.accounts.models import Team, User
from madang.config import asgi
from madang.desk import picture_route
from madang.desk.picture_route import PictureRoute, address_of, is_for_a_picture
from madang.desk.pictures import NoPicture, Picture
from madang.tickets import actions
from madang.tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)

FOUND = Picture(b"\x89PNG\r\n\x1a\n", "image/png")
Answer = tuple[int, dict[str, str], bytes]


def cookie_of(person: User) -> str:
    """The cookie of somebody who signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


async def asked(
    route: PictureRoute, path: str, *, headers: Sequence[tuple[str, str]] = (), method: str = "GET"
) -> Answer:
    """Ask and stay until it is answered."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.Event().wait()
        return {}

    async def send(message: Any) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    await route({"type": "http", "method": method, "path": path, "headers": raw}, receive, send)
    start, body = sent
    return start["status"], {n.decode(): v.decode() for n, v in start["headers"]}, body["body"]


def answers(ask: Callable[[PictureRoute], Coroutine[Any, Any, Any]], *, get: Callable[[str], Picture]) -> Any:
    """What a route that fetches with `get` answers."""

    async def run() -> Any:
        route = PictureRoute(get)
        await route.start()
        try:
            return await ask(route)
        finally:
            await route.stop()

    return asyncio.run(run())


def path_of(ticket: Ticket) -> str:
    """The address of a picture in the ticket's first message."""
    return address_of(ticket.messages.get().pk, "https://pictures.example/logo.png")


def test_an_agent_who_reads_the_mail_gets_the_picture(mina: User, ticket: Ticket) -> None:
    wanted: list[str] = []

    def get(address: str) -> Picture:
        wanted.append(address)
        return FOUND

    headers = [("cookie", cookie_of(mina)), ("sec-fetch-site", "same-origin")]
    path = path_of(ticket)
    assert is_for_a_picture(path)
    status, told, body = answers(lambda route: asked(route, path, headers=headers), get=get)
    assert (status, body, wanted) == (200, FOUND.content, ["https://pictures.example/logo.png"])
    assert told["content-type"] == "image/png"
    assert told["x-content-type-options"] == "nosniff"
    assert told["content-security-policy"] == "default-src 'none'; sandbox"


def test_nobody_else_makes_the_desk_fetch_anything(
    mina: User, jun: User, haneul: User, seoa: User, ticket: Ticket, payments: Team
) -> None:
    actions.move(ticket, to=payments, by=jun)
    path = path_of(ticket)
    own, another = cookie_of(mina), path.replace("/messages/", "/messages/9")
    cases = [
        (401, path, []),
        (401, path, [("cookie", f"{settings.SESSION_COOKIE_NAME}=made-up")]),
        (401, path, [("cookie", cookie_of(seoa))]),
        (404, path, [("cookie", cookie_of(haneul))]),
        (403, path, [("cookie", own), ("sec-fetch-site", "cross-site")]),
        (404, path[:-1] + ("a" if path[-1] != "a" else "b"), [("cookie", own)]),
        (404, another, [("cookie", own)]),
    ]

    def get(address: str) -> Picture:
        raise AssertionError("fetched")

    async def ask(route: PictureRoute) -> list[int]:
        return [(await asked(route, at, headers=headers))[0] for _, at, headers in cases]

    assert answers(ask, get=get) == [status for status, _, _ in cases]

    async def post(route: PictureRoute) -> Answer:
        return await asked(route, path, headers=[("cookie", own)], method="POST")

    assert answers(post, get=get)[0] == 405


def test_pictures_of_side_conversations_go_the_same_way(
    mina: User, haneul: User, ticket: Ticket, payments: Team
) -> None:
    actions.move(ticket, to=payments, by=mina)
    side = actions.open_side(ticket, by=mina, subject="운송장", body_text="네?", to=["courier@fast.example"])
    message = side.messages.get().pk
    path = address_of(message, "https://pictures.example/logo.png", aside=True)
    assert is_for_a_picture(path)
    of_the_ticket = path.replace("/sides/messages/", "/messages/")
    cases = [
        (200, path, mina),
        (404, path, haneul),
        (404, of_the_ticket.replace(f"/{message}/", f"/{ticket.messages.get().pk}/"), mina),
    ]
    headers = [[("cookie", cookie_of(person)), ("sec-fetch-site", "same-origin")] for _, _, person in cases]

    async def ask(route: PictureRoute) -> list[int]:
        asking = zip(cases, headers, strict=True)
        return [(await asked(route, at, headers=own))[0] for (_, at, _), own in asking]

    assert answers(ask, get=lambda _address: FOUND) == [status for status, _, _ in cases]


def test_what_is_no_picture_is_as_if_it_was_not_there(mina: User, ticket: Ticket) -> None:
    def get(address: str) -> Picture:
        raise NoPicture("an SVG")

    headers, path = [("cookie", cookie_of(mina))], path_of(ticket)
    status, told, body = answers(lambda route: asked(route, path, headers=headers), get=get)
    assert (status, body, told["cache-control"]) == (404, b"", "no-store")


def test_a_slow_server_holds_up_a_few_threads_and_no_page(
    mina: User, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_route, "MOST_WAITING", 20)
    path = path_of(ticket)
    go_on, lock = threading.Event(), threading.Lock()
    running = most = 0

    def get(address: str) -> Picture:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        assert go_on.wait(30)
        with lock:
            running -= 1
        return FOUND

    headers = [("cookie", cookie_of(mina))]

    async def ask(route: PictureRoute) -> list[int]:
        waiting = [asyncio.create_task(asked(route, path, headers=headers)) for _ in range(20)]
        while most < picture_route.AT_ONCE:
            await asyncio.sleep(0.01)
        refused = await asked(route, path, headers=headers)
        go_on.set()
        return [refused[0], *[(await one)[0] for one in waiting]]

    assert answers(ask, get=get) == [503, *[200] * 20]
    assert most == picture_route.AT_ONCE


def test_who_left_the_mail_does_not_keep_a_place(mina: User, ticket: Ticket) -> None:
    go_on, fetched = threading.Event(), []

    def get(address: str) -> Picture:
        assert go_on.wait(30)
        fetched.append(address)
        return FOUND

    cookie, path = cookie_of(mina).encode(), path_of(ticket)

    async def ask(route: PictureRoute) -> None:
        sent: list[Any] = []

        async def gone() -> dict[str, Any]:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"cookie", cookie)]}
        await asyncio.gather(*(route(scope, gone, send) for _ in range(picture_route.AT_ONCE * 3)))
        assert sent == []
        go_on.set()

    answers(ask, get=get)
    assert len(fetched) <= picture_route.AT_ONCE


def test_the_one_application_sends_such_addresses_there_under_its_own_name_alone(ticket: Ticket) -> None:
    scope = {"type": "http", "path": path_of(ticket), "headers": [(b"host", b"127.0.0.1:8000")]}
    assert asgi._answering(scope) is picture_route.pictures_from_elsewhere
    scope["headers"] = [(b"host", b"evil.example")]
    assert asgi._answering(scope) is not picture_route.pictures_from_elsewhere
