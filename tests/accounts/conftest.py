"""People at their browsers."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from madang.accounts.models import User
from madang.brands.models import Desk
from tests.conftest import needs_a_database

PASSWORD = "바다로 간 등불 하나"


@pytest.fixture(autouse=True)
def _no_tries_yet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rate limits count in the cache, which outlives a test; on PostgreSQL it is a table."""
    if not needs_a_database(request.node):
        yield
        return
    request.getfixturevalue("db")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def anyone(desk: Desk) -> Client:
    """A browser that nobody has signed in with."""
    return Client(
        SERVER_NAME="127.0.0.1", HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"
    )


SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(desk: Desk) -> SignIn:
    """Signs people in as they do it themselves: `sign_in(mina)`; every call is another browser."""

    def do(person: User, *, address: str = "127.0.0.1") -> Client:
        if not person.has_usable_password() or not person.password:
            person.set_password(PASSWORD)
            person.save(update_fields=["password"])
        client = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR=address)
        answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        assert answer.status_code == 302, "signed in"
        return client

    return do
