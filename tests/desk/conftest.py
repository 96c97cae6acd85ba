"""Agents who are signed in, and browsers of people who are not."""

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from madang.accounts.models import User
from madang.brands.models import Desk
from tests.desk.staffed import Browsers, Staffed, staffed

SignedIn = Callable[[User], Client]
OpenAtWork = Callable[..., Page]


@pytest.fixture
def client(desk: Desk) -> Client:
    """The browser of somebody who has not signed in."""
    return Client(SERVER_NAME="127.0.0.1")


@pytest.fixture
def signed_in(desk: Desk) -> SignedIn:
    """Gives the browser of a person who has signed in: `signed_in(mina).get("/desk/")`."""

    def make(person: User) -> Client:
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person)
        return client

    return make


@pytest.fixture(scope="session")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    """A real desk with people at work, for all tests that take a ticket of its `free` ones for themselves."""
    made = staffed(tmp_path_factory.mktemp("desk"))
    yield made
    made.desk.stop_all()


@pytest.fixture(scope="module")
def browsers(at_work: Staffed, browser: Browser) -> Iterator[Browsers]:
    """The browsers of the people at work."""
    opened = Browsers(at_work, browser)
    expect.set_options(timeout=15_000)
    yield opened
    opened.close()


@pytest.fixture
def number(at_work: Staffed) -> int:
    """A ticket that no other test has touched."""
    return at_work.free.pop()


@pytest.fixture
def open_at_work(browsers: Browsers) -> Iterator[OpenAtWork]:
    """Opens a ticket as somebody: `open_at_work(number, by="jun")`; a script's error fails the test at its end."""
    pages: list[Page] = []
    browsers.complaints.clear()

    def make(number: int, *, by: str = "mina") -> Page:
        pages.append(browsers.open(by, f"/desk/open/{number}/"))
        return pages[-1]

    yield make
    for page in pages:
        page.close()
    assert not browsers.complaints


@pytest.fixture
def told(at_work: Staffed) -> Callable[[int], Any]:
    """What the API tells of a ticket: its messages with what became of each mail."""

    def ask(number: int, method: str = "GET", path: str = "", body: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(
            f"{at_work.desk.url}/api/v1/tickets/{number}{path}",
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {at_work.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    return ask
