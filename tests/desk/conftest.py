"""Agents who are signed in, and browsers of people who are not."""

from collections.abc import Callable

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.brands.models import Desk

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
