"""Whatever a mail server does, an answer is neither lost nor doubled knowingly, and its state is told."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from madang.accounts.models import User
from madang.channels.base import TemporaryFailure
from madang.delivery.circuits import FIRST_REST, Circuits
from madang.delivery.models import Delivery, DeliveryState, Reason
from madang.delivery.sender import TRIED_FOR, Sender
from madang.delivery.transport import ServerDown, Smtp, Unacknowledged
from madang.history.models import Event
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.services.smtp_failing import FailingServer, running_failing_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[FailingServer]:
    """A server that fails as the test's parameter says."""
    with running_failing_server(request.param) as running:
        yield running


def fails(way: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("server", [way], indirect=True)


class Clock:
    """Time that passes when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def try_all(server: FailingServer, *, circuits: Circuits | None = None) -> None:
    transport = Smtp(server.url)
    sender = Sender("one", is_alive=lambda other: False, transport=transport, circuits=circuits)
    while sender.step():
        pass
    transport.close()


def make_due() -> None:
    Delivery.objects.update(due_at=timezone.now())


def answer(ticket: Ticket, mina: User) -> Delivery:
    message = actions.reply(ticket, by=mina, body_text="확인했어요.")
    return Delivery.objects.get(message=message)


@fails("refuse")
def test_a_mail_that_is_refused_is_not_tried_again(server: FailingServer, ticket: Ticket, mina: User) -> None:
    delivery = answer(ticket, mina)
    try_all(server)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == (DeliveryState.REFUSED, "554 5.7.1 Looks like spam")
    make_due()
    try_all(server)
    assert server.mails == 1


@fails("later")
def test_a_mail_that_is_put_off_is_tried_for_a_day_and_then_given_up(
    server: FailingServer, ticket: Ticket, mina: User
) -> None:
    delivery = answer(ticket, mina)
    try_all(server)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DEFERRED
    assert delivery.give_up_at is not None
    assert delivery.give_up_at > timezone.now() + TRIED_FOR - timedelta(minutes=1)

    for _ in range(12):
        make_due()
        try_all(server)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == (DeliveryState.DEFERRED, 13)

    Delivery.objects.update(due_at=timezone.now(), give_up_at=timezone.now())
    try_all(server)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (DeliveryState.FAILED, Reason.EXPIRED)
    assert delivery.error == "451 4.3.0 Try later"
    kinds = list(Event.objects.filter(kind__startswith="delivery.").values_list("kind", flat=True))
    assert kinds == ["delivery.deferred", "delivery.failed"]


@fails("hang_up_after_data")
def test_a_server_that_hangs_up_after_the_mail_gets_the_same_mail_again(
    server: FailingServer, ticket: Ticket, mina: User
) -> None:
    delivery = answer(ticket, mina)
    try_all(server)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (DeliveryState.DEFERRED, Reason.UNACKNOWLEDGED)
    server.become("take")
    make_due()
    try_all(server)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (DeliveryState.SENT, "")
    assert len(server.kept) == 1


@fails("hang_up_before_250")
def test_a_lost_word_makes_the_same_mail_twice_never_two_mails(
    server: FailingServer, ticket: Ticket, mina: User
) -> None:
    delivery = answer(ticket, mina)
    try_all(server)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (DeliveryState.DEFERRED, Reason.UNACKNOWLEDGED)
    server.become("take")
    make_due()
    try_all(server)
    first, second = server.kept
    assert first == second
    assert re.search(rb"^Message-ID: <(.+)>", first, re.M)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


@pytest.mark.parametrize("server", ["closed", "sign_in"], indirect=True)
def test_a_server_that_lets_nobody_in_is_left_alone_for_a_while(
    server: FailingServer, ticket: Ticket, mina: User
) -> None:
    clock = Clock()
    circuits = Circuits(clock=clock)
    first, second = answer(ticket, mina), answer(ticket, mina)
    try_all(server, circuits=circuits)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts) == (DeliveryState.DEFERRED, 1)
    assert (second.state, second.attempts) == (DeliveryState.QUEUED, 0)
    assert first.error[:3] in {"554", "530"}

    clock.now += FIRST_REST + 1
    server.become("take")
    try_all(server, circuits=circuits)
    second.refresh_from_db()
    assert second.state == DeliveryState.SENT
    assert len(server.kept) == 1


def test_a_server_that_rests_is_tried_again_later_each_time() -> None:
    clock = Clock()
    circuits = Circuits(clock=clock)
    for rest in (5, 10, 20):
        circuits.begin("all")
        circuits.end("all", down=True)
        clock.now += rest - 0.5
        assert circuits.unavailable(servers=lambda: 1) == {"all"}
        clock.now += 1
        assert not circuits.unavailable(servers=lambda: 1)
    circuits.begin("all")
    circuits.end("all", down=False)
    assert not circuits.unavailable(servers=lambda: 1)


def test_a_slow_server_is_waited_for(ticket: Ticket, mina: User) -> None:
    delivery = answer(ticket, mina)
    with running_failing_server("slow", seconds=0.3) as server:
        try_all(server)
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.SENT
        assert len(server.kept) == 1


def test_a_server_that_is_slower_than_patience_is_down() -> None:
    with running_failing_server("slow", seconds=30) as server, pytest.raises(ServerDown):
        Smtp(server.url, patience=0.3).hand_over(
            b"Subject: x\r\n\r\nx\r\n", sender="a@b.example", recipient="c@d.example"
        )


def test_a_server_that_never_comes_to_its_end_is_left_at_the_deadline() -> None:
    with running_failing_server("drip", seconds=0.4) as server:
        begun = time.monotonic()
        with pytest.raises(Unacknowledged):
            Smtp(server.url, deadline=1.0).hand_over(
                b"Subject: x\r\n\r\nx\r\n", sender="a@b.example", recipient="c@d.example"
            )
        assert time.monotonic() - begun < 6


def test_no_server_gets_the_last_sender_while_there_are_others() -> None:
    circuits = Circuits(3)
    circuits.begin("slow")
    assert not circuits.unavailable(servers=lambda: 2)
    circuits.begin("slow")
    assert circuits.unavailable(servers=lambda: 2) == {"slow"}
    assert not circuits.unavailable(servers=lambda: 1)
    circuits.end("slow", down=False)
    assert not circuits.unavailable(servers=lambda: 2)


def test_a_server_that_is_gone_is_told_by_name() -> None:
    with running_failing_server("take") as server:
        url = server.url
    with pytest.raises(TemporaryFailure, match=r"127\.0\.0\.1:\d+"):
        Smtp(url).greet()
