"""Agents who are signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from madang.accounts.models import User

SignedIn = Callable[[User], Client]


@pytest.fixture
def signed_in() -> SignedIn:
    """Gives the browser of a person who has signed in: `signed_in(mina).get("/desk/")`."""

    def make(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return make
