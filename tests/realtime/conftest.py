"""Streams in this process, and people who are signed in."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from madang.accounts.models import User
from tests.realtime.lines import Streams, serving

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
