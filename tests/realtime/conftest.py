"""Streams in this process, and people who are signed in."""

import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Page, expect

from madang.accounts.models import User
from madang.config.asgi import application
from madang.config.management.commands.web import StreamsFirst
from tests.conftest import MakeContext
from tests.realtime.lines import Streams, serving
from tests.services.ports import free_port, wait_until_open

SignIn = Callable[[User], str]


@pytest.fixture
def streams(transactional_db: None) -> Iterator[Streams]:
    """The streams of one web process."""
    with serving() as started:
        yield started


@pytest.fixture
def sign_in() -> SignIn:
    """Signs a person in and gives their browser's cookie."""

    def made(person: User) -> str:
        client = Client()
        client.force_login(person)
        return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    return made


class Web:
    """A web process in a thread, as `madang web` runs it; it can be stopped and started again on its port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Serve."""
        config = uvicorn.Config(
            application,
            host="127.0.0.1",
            port=self.port,
            lifespan="on",
            log_config=None,
            access_log=False,
            ws="none",
        )
        self._server = StreamsFirst(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        wait_until_open(self.port)

    def stop(self) -> None:
        """End as SIGTERM does."""
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def web(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A web process over the test's database."""
    # The pool's threads outlive the test; their connections would keep its database from being dropped.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    started = Web()
    yield started
    started.stop()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(web: Web, make_context: MakeContext, sign_in: SignIn, playwright: object) -> OpenPage:
    """Opens a page of the desk in a browser: `open_page(mina, "/desk/open/")`; `beside=page` in another tab of it."""

    def make(person: User, path: str = "/desk/open/", *, beside: Page | None = None) -> Page:
        if beside is not None:
            page = beside.context.new_page()
        else:
            context = make_context(viewport={"width": 1440, "height": 900}, locale="en-US")
            name, _, value = sign_in(person).partition("=")
            context.add_cookies([{"name": name, "value": value, "url": web.url}])
            page = context.new_page()
        page.goto(web.url + path)
        expect(page.locator("html")).to_have_attribute("data-live", "online")
        return page

    return make
