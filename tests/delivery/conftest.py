"""A server to send to, and a sender."""

from collections.abc import Callable, Iterator

import pytest

from madang.delivery.models import Delivery
from madang.delivery.sender import Sender
from madang.delivery.transport import Smtp
from tests.services.mail import MailServer, running_mail_server

SendAll = Callable[..., None]


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A server that takes every mail."""
    with running_mail_server() as running:
        yield running


@pytest.fixture
def send_all() -> SendAll:
    """Sends whatever is due: `send_all(server.url)`; without a server mail is kept."""

    def send(url: str = "") -> None:
        sender = Sender("one", is_alive=lambda other: False, transport=Smtp(url) if url else None)
        while sender.step():
            pass
        if sender._transport is not None:
            sender._transport.close()

    return send


def the_one(recipient: str) -> Delivery:
    """The newest mail to that address."""
    return Delivery.objects.filter(recipient=recipient).latest("pk")
