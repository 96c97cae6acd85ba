"""Agents who are signed in, and browsers of people who are not."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect

from madang.accounts.models import User
from madang.brands.models import Desk
from tests.desk.staffed import Browsers, Staffed, staffed

SignedIn = Callable[[User], Client]


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
