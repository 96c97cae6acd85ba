"""Webhooks of each provider, and posts as each makes them."""

import dataclasses
import itertools
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from madang.brands.models import Desk
from madang.intake.models import Webhook
from madang.intake.webhooks.actions import make_webhook
from madang.intake.webhooks.addresses import EVENTS, MAIL, address_of
from tests.intake.webhooks.posts import KEYS, Post
from tests.services.mail_provider import Provider, running_provider

MakeHook = Callable[[str], Webhook]
Deliver = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def private_networks(settings: Settings) -> None:
    """This machine may be reached."""
    settings.MADANG = dataclasses.replace(django_settings.MADANG, private_networks=("127.0.0.0/8",))


@pytest.fixture
def keeper(settings: Settings) -> Iterator[Provider]:
    """A provider that keeps mail until it is fetched."""
    with running_provider() as running:
        settings.ANYMAIL = {"RESEND_API_URL": running.url, "BREVO_API_URL": running.url}
        yield running


@pytest.fixture
def make_hook(desk: Desk) -> MakeHook:
    """Makes a webhook: `make_hook("postmark")`."""

    def make(provider: str) -> Webhook:
        return make_webhook(provider=provider, name=provider, inbox=None, keys=KEYS[provider], by=None)

    return make


@pytest.fixture
def deliver() -> Deliver:
    """Posts to a webhook as its provider does: `deliver(hook, post)`, to the address for mail or for events."""
    names = itertools.count(1)

    def send(
        hook: Webhook, post: Post, *, events: bool = False, keys: dict[str, str] | None = None
    ) -> HttpResponse:
        address = address_of(hook, EVENTS if events else MAIL)
        headers, body = post.signed(address, KEYS[hook.provider] if keys is None else keys, name=next(names))
        path = "/" + address.split("/", 3)[3]
        response = Client(SERVER_NAME="127.0.0.1").post(
            path, body, content_type=post.content_type, headers=headers
        )
        assert isinstance(response, HttpResponse)
        return response

    return send
