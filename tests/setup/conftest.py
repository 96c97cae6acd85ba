"""What the tests of the set-up share."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from madang.accounts.models import User

ANSWERS = {
    "desk": "등불",
    "owner_name": "한지우",
    "owner_email": "owner@madang.example",
    "owner_password": "lantern-hanok-42",
    "language": "ko",
    "brand": "등불 스토어",
    "address": "help@lantern.example",
}


@pytest.fixture
def data(tmp_path: Path, settings: Settings) -> Path:
    """A data folder of the test's own."""
    for folder in ("files", "wake", "workers"):
        (tmp_path / folder).mkdir()
    settings.MADANG = replace(settings.MADANG, data=tmp_path)
    return tmp_path


SignedIn = Callable[[User], Client]


@pytest.fixture
def signed_in() -> SignedIn:
    """Browsers of members: `signed_in(jiwoo)`."""

    def make(person: User) -> Client:
        person.language = "en"
        person.save(update_fields=["language"])
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(person)
        return client

    return make


@pytest.fixture
def client() -> Client:
    """A browser on this machine."""
    return Client(SERVER_NAME="127.0.0.1")
