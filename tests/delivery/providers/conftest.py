"""A provider on this machine, and a desk whose mail leaves by it."""

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from madang.brands.models import Desk
from madang.delivery.actions import set_provider
from madang.delivery.circuits import Circuits
from madang.delivery.models import OutgoingServer
from madang.delivery.sender import Sender
from tests.services.mail_provider import Provider, running_provider

SECRETS = {
    "mailgun": {"api_key": "key-1"},
    "postmark": {"server_token": "key-1"},
    "mandrill": {"api_key": "key-1"},
    "sparkpost": {"api_key": "key-1"},
    "postal": {"api_key": "key-1"},
    "brevo": {"api_key": "key-1"},
    "mailjet": {"api_key": "key-1", "secret_key": "key-2"},
    "resend": {"api_key": "key-1"},
}

LeavesBy = Callable[[str], OutgoingServer]
SendAll = Callable[..., None]


@pytest.fixture(autouse=True)
def private_networks(settings: Settings) -> None:
    """This machine may be reached."""
    settings.MADANG = dataclasses.replace(
        django_settings.MADANG, private_networks=("127.0.0.0/8",), smtp_url=""
    )


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A provider that takes every mail until told otherwise."""
    with running_provider() as running:
        yield running


@pytest.fixture
def leaves_by(provider: Provider, desk: Desk) -> LeavesBy:
    """Lets all mail leave by a provider's API: `leaves_by("postmark")`."""

    def name(code: str) -> OutgoingServer:
        return set_provider(
            None, provider=code, secrets=SECRETS[code], region="", api_url=provider.url, by=None
        )

    return name


@pytest.fixture
def send_all() -> SendAll:
    """Sends whatever is due."""

    def send(circuits: Circuits | None = None) -> None:
        sender = Sender("one", is_alive=lambda other: False, circuits=circuits)
        while sender.step():
            pass

    return send
