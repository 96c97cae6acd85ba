"""An answer with a page on the web, and the browser of whoever got the mail."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.delivery.actions import change_web_page
from madang.delivery.models import Delivery, DeliveryState, MailLook
from madang.delivery.web_page import token_of
from madang.tickets import actions
from madang.tickets.models import Ticket

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1"
)

Enter = Callable[..., HttpResponseBase]


@pytest.fixture(autouse=True)
def nobody_asked_yet() -> None:
    """No test is held up by how often another one asked."""
    cache.clear()


@pytest.fixture
def web(deungbul: Brand) -> Brand:
    """The shop's answers have pages on the web, and it wants to know what was read."""
    change_web_page(deungbul, is_on=True, days=90, by=None)
    MailLook.objects.update(read_marks=True)
    return deungbul


@pytest.fixture
def sent(web: Brand, ticket: Ticket, mina: User) -> Delivery:
    """An answer that was sent an hour ago."""
    actions.reply(ticket, by=mina, body_text="두 번째 승인은 취소했어요.")
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now() - timedelta(hours=1))
    return Delivery.objects.get()


@pytest.fixture
def client() -> Client:
    """The customer's browser."""
    return Client(headers={"host": settings.MADANG.host, "user-agent": SAFARI})


@pytest.fixture
def enter(client: Client) -> Enter:
    """Opens the link in the mail: `enter(delivery)`."""

    def go(delivery: Delivery, *, by: Client = client) -> HttpResponseBase:
        return by.get(f"/v/{token_of(delivery)}", follow=True)

    return go
