"""A mail is shown as opened only when there is a sign that a person opened it."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.kinds import email
from madang.delivery.models import Delivery, DeliveryState, MailLook
from madang.delivery.read_marks import mark_address
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.delivery.conftest import SendAll
from tests.services.mail import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0"
NOBODY_IN_PARTICULAR = [
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    "Barracuda Sentinel (EE)",
    "python-requests/2.32",
    "",
]


@pytest.fixture
def sent(ticket: Ticket, mina: User) -> Delivery:
    """An answer that was sent an hour ago."""
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=timezone.now() - timedelta(hours=1))
    return Delivery.objects.get()


@pytest.fixture
def client() -> Client:
    """Somebody's mail program."""
    return Client(headers={"host": settings.MADANG.host})


def fetch(delivery: Delivery, agent: str, client: Client) -> None:
    path = "/r/" + mark_address(delivery).partition("/r/")[2]
    answer = client.get(path, headers={"user-agent": agent})
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "image/gif",
        "no-store",
    )
    assert not answer.cookies
    delivery.refresh_from_db()


def test_who_loads_the_picture_has_opened_the_mail(sent: Delivery, client: Client) -> None:
    fetch(sent, THUNDERBIRD, client)
    assert (sent.state, sent.opened_at is not None) == (DeliveryState.OPENED, True)


@pytest.mark.parametrize("agent", NOBODY_IN_PARTICULAR)
def test_what_fetches_everything_ahead_says_nothing(sent: Delivery, client: Client, agent: str) -> None:
    fetch(sent, agent, client)
    assert sent.state == DeliveryState.SENT


def test_our_own_people_are_no_customers(sent: Delivery, client: Client, mina: User) -> None:
    client.force_login(mina)
    path = "/r/" + mark_address(sent).partition("/r/")[2]
    client.get(path, headers={"user-agent": THUNDERBIRD})
    sent.refresh_from_db()
    assert sent.state == DeliveryState.SENT


def test_what_is_quicker_than_a_person_is_a_scanner(sent: Delivery, client: Client) -> None:
    Delivery.objects.update(sent_at=timezone.now())
    fetch(sent, THUNDERBIRD, client)
    assert sent.state == DeliveryState.SENT


def test_a_mail_that_came_back_stays_so(sent: Delivery, client: Client) -> None:
    Delivery.objects.update(state=DeliveryState.BOUNCED)
    fetch(sent, THUNDERBIRD, client)
    assert sent.state == DeliveryState.BOUNCED


def test_made_up_addresses_get_the_same_picture(sent: Delivery, client: Client) -> None:
    answer = client.get(f"/r/{sent.pk}:made-up.gif", headers={"user-agent": THUNDERBIRD})
    sent.refresh_from_db()
    assert (answer.status_code, sent.state) == (200, DeliveryState.SENT)


def test_mail_carries_no_picture_until_the_brand_says_so(
    ticket: Ticket, mina: User, deungbul: Brand, server: MailServer, send_all: SendAll
) -> None:
    actions.reply(ticket, by=mina, body_text="하나")
    send_all(server.url)
    MailLook.objects.create(brand=deungbul, read_marks=True)
    actions.reply(ticket, by=mina, body_text="둘")
    send_all(server.url)
    without, marked = (email.parse(mail.raw).body_html for mail in server.handed)
    assert "/r/" not in without
    assert "/r/" in marked
