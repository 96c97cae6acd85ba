"""Each brand's mail leaves by its own server, or by the one for all; none waits for another's."""

import dataclasses
import socket
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from madang.accounts.models import User
from madang.brands.models import Brand
from madang.channels.models import Inbox
from madang.delivery.actions import remove_server, set_server
from madang.delivery.crew import SENDERS, Crew
from madang.delivery.models import Delivery, DeliveryState, OutgoingServer, Security
from madang.delivery.sender import Sender
from madang.delivery.servers import FOR_ALL, server_for
from madang.delivery.transport import ServerDown, Smtp
from madang.delivery.trying import try_server
from madang.lib.reaching import connect
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.cast import OpenTicket
from tests.services.mail import MailServer, running_mail_server
from tests.services.ports import free_port
from tests.services.smtp_failing import running_failing_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def private_networks(settings: Settings) -> None:
    """This machine may be reached."""
    settings.MADANG = dataclasses.replace(
        django_settings.MADANG, private_networks=("127.0.0.0/8",), smtp_url=""
    )


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A server that takes every mail."""
    with running_mail_server() as running:
        yield running


@pytest.fixture
def lantern_global(open_ticket: OpenTicket) -> Brand:
    """The other brand, with an address."""
    brand = Brand.objects.create(name="Lantern Global", language="en")
    Inbox.objects.create(brand=brand, address="support@lantern-global.example")
    return brand


def named(brand: Brand | None, port: int, by: User | None = None) -> OutgoingServer:
    return set_server(
        brand,
        host="127.0.0.1",
        port=port,
        security=Security.NONE,
        username="",
        password="",
        own_return_address=True,
        by=by,
    )


def ticket_of(brand: Brand, ticket: Ticket) -> Ticket:
    ticket.brand, ticket.inbox = brand, Inbox.objects.get(brand=brand)
    ticket.save()
    return ticket


def send_all() -> None:
    sender = Sender("one", is_alive=lambda other: False)
    while sender.step():
        pass


def test_without_any_server_mail_is_kept(ticket: Ticket, mina: User) -> None:
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all()
    assert Delivery.objects.get().state == DeliveryState.KEPT


def test_a_brands_own_server_takes_its_mail_and_the_one_for_all_the_rest(
    open_ticket: OpenTicket, lantern_global: Brand, mina: User, server: MailServer
) -> None:
    with running_mail_server() as own:
        named(None, server.port)
        named(lantern_global, own.port)
        actions.reply(open_ticket(), by=mina, body_text="확인했어요.")
        actions.reply(ticket_of(lantern_global, open_ticket()), by=mina, body_text="Looked into it.")
        send_all()
        assert [mail.sender.partition("@")[2] for mail in server.handed] == ["lantern.example"]
        assert [mail.sender.partition("@")[2] for mail in own.handed] == ["lantern-global.example"]

    remove_server(lantern_global, by=None)
    actions.reply(ticket_of(lantern_global, open_ticket()), by=mina, body_text="Once more.")
    send_all()
    assert len(server.handed) == 2


def test_there_is_one_server_for_all(server: MailServer, desk: object) -> None:
    named(None, 25)
    named(None, 26)
    assert OutgoingServer.objects.get().port == 26


def test_the_password_is_sealed(lantern_global: Brand) -> None:
    row = set_server(
        lantern_global,
        host="smtp.example.com",
        port=465,
        security=Security.TLS,
        username="help@lantern.example",
        password="pine&tile/7",
        own_return_address=False,
        by=None,
    )
    assert "pine" not in row.password
    chosen = server_for(lantern_global.pk)
    assert chosen is not None
    assert chosen.url == "smtps://help%40lantern.example:pine%26tile%2F7@smtp.example.com:465"
    assert not chosen.own_return_address


def test_a_server_without_return_addresses_gets_the_plain_one(
    ticket: Ticket, mina: User, server: MailServer
) -> None:
    named(None, server.port)
    OutgoingServer.objects.update(own_return_address=False)
    actions.reply(ticket, by=mina, body_text="확인했어요.")
    send_all()
    assert server.handed[0].sender == "help@lantern.example"


def test_a_server_that_is_down_does_not_hold_up_anothers_mail(
    open_ticket: OpenTicket, lantern_global: Brand, mina: User, server: MailServer
) -> None:
    named(None, free_port())
    named(lantern_global, server.port)
    for _ in range(3):
        actions.reply(open_ticket(), by=mina, body_text="확인했어요.")
    actions.reply(ticket_of(lantern_global, open_ticket()), by=mina, body_text="Looked into it.")
    send_all()
    assert len(server.handed) == 1
    tried = Delivery.objects.exclude(state=DeliveryState.SENT).order_by("pk")
    assert [one.attempts for one in tried] == [1, 0, 0]


def test_a_slow_server_holds_up_its_own_mail_only(
    open_ticket: OpenTicket, lantern_global: Brand, mina: User, server: MailServer
) -> None:
    with running_failing_server("slow", seconds=60) as slow:
        named(None, slow.port)
        named(lantern_global, server.port)
        for _ in range(2 * SENDERS):
            actions.reply(open_ticket(), by=mina, body_text="확인했어요.")
        actions.reply(ticket_of(lantern_global, open_ticket()), by=mina, body_text="Looked into it.")
        crew = Crew("one", is_alive=lambda name: True)
        for loop in crew.loops:
            loop.start()
        try:
            server.wait_for(1)
        finally:
            for loop in crew.loops:
                loop.stop()
    for loop in crew.loops:
        loop.join(timeout=20)
    assert slow.kept == []


def test_a_private_network_is_not_reached_unless_the_installation_allows_it(
    settings: Settings, server: MailServer, desk: object
) -> None:
    named(None, server.port)
    chosen = server_for(None)
    assert chosen is not None
    settings.MADANG = dataclasses.replace(settings.MADANG, private_networks=())
    with pytest.raises(ServerDown):
        chosen.transport().greet()
    (step,) = try_server(chosen, sender="help@lantern.example")
    assert not step.well
    assert "MADANG_PRIVATE_NETWORKS" in step.advice


def test_a_server_is_tried_step_by_step(server: MailServer, desk: object) -> None:
    named(None, server.port)
    chosen = server_for(None)
    assert chosen is not None
    steps = try_server(chosen, sender="help@lantern.example", recipient="mina@lantern.example")
    assert all(step.well for step in steps)
    assert len(steps) == 3
    assert [mail.recipients for mail in server.handed] == [["mina@lantern.example"]]


def test_the_environments_server_is_the_one_for_all_until_another_is_named(
    settings: Settings, server: MailServer, desk: object
) -> None:
    settings.MADANG = dataclasses.replace(settings.MADANG, smtp_url=server.url)
    chosen = server_for(None)
    assert chosen is not None
    assert (chosen.key, chosen.url, chosen.set_here) == (FOR_ALL, server.url, False)
    named(None, 4711)
    other = server_for(None)
    assert other is not None
    assert other.set_here


def test_how_a_connection_is_opened_can_be_chosen(server: MailServer) -> None:
    asked: list[tuple[str, int]] = []

    def opened(host: str, port: int, seconds: float) -> socket.socket:
        asked.append((host, port))
        return connect(host, port, seconds=seconds, allowed=("127.0.0.0/8",))

    way: Callable[[str, int, float], socket.socket] = opened
    Smtp(server.url, connect=way).greet()
    assert asked == [("127.0.0.1", server.port)]
