"""The sample data: a desk that looks as if people had worked in it for two months."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from madang.accounts.models import User
from madang.accounts.roles import Permission, Role
from madang.brands.models import Brand
from madang.delivery.models import Delivery, DeliveryState
from madang.history.models import Event
from madang.search.find import find
from madang.setup import demo
from madang.setup.actions import set_up
from madang.setup.demo.reading import conversations
from madang.tickets.filters import Asker, count, read
from madang.tickets.models import (
    OPEN_STATUSES,
    LinkKind,
    Macro,
    Message,
    SavedView,
    Status,
    Ticket,
    TicketLink,
)
from tests.setup.sample_desk import BEGINNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The sample data, loaded once for all these tests, which only look."""
    with django_db_blocker.unblock(), transaction.atomic():
        set_up(BEGINNING)
        demo.load()
        yield
        transaction.set_rollback(True)


def test_all_of_it_is_there() -> None:
    assert Ticket.objects.count() == len(conversations()) >= 300
    assert set(Brand.objects.values_list("name", flat=True)) == {"우리 가게", "등불 스토어", "Lantern Global"}
    assert User.objects.exclude(role=Role.REQUESTER).count() == 12
    by_brand = Counter(Ticket.objects.values_list("brand__language", flat=True))
    assert min(by_brand.values()) > 100


def test_names_tell_what_people_may_do() -> None:
    assert User.objects.get(email="mina@lantern.example").name == "김민아 (상담원)"
    assert User.objects.get(email="haneul@partner.example").name == "정하늘 (협력업체, 메모만)"


def test_numbers_follow_time() -> None:
    times = list(Ticket.objects.order_by("number").values_list("created_at", flat=True))
    assert times == sorted(times)


def test_nothing_lies_in_the_future_and_nothing_precedes_its_cause() -> None:
    now = timezone.now()
    for ticket in Ticket.objects.prefetch_related("messages"):
        times = [message.created_at for message in ticket.messages.order_by("pk")]
        assert times == sorted(times)
        assert ticket.created_at == times[0]
        assert times[-1] <= ticket.updated_at <= now
        shown = [message.created_at for message in ticket.messages.all() if message.is_public]
        assert ticket.last_message_at == max(shown)


def test_tickets_are_in_the_state_that_their_history_tells() -> None:
    for ticket in Ticket.objects.prefetch_related("messages"):
        events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by("pk")
        changes = [event.data for event in events if event.kind == "ticket.status_changed"]
        statuses = ["new", *(change["current"] for change in changes)]
        assert [change["previous"] for change in changes] == statuses[:-1]
        assert statuses[-1] == ticket.status
        last = ticket.messages.filter(visibility="public").order_by("pk").last()
        assert last is not None
        waits = last.incoming and ticket.status in OPEN_STATUSES and ticket.status != Status.SOLVED
        assert (ticket.waiting_since is not None) == waits
        assert (ticket.solved_at is not None) == (ticket.status in {Status.SOLVED, Status.CLOSED})


def test_every_answer_was_sent_and_no_mail_waits_to_leave() -> None:
    answers = Message.objects.filter(incoming=False, visibility="public")
    assert answers.count() == Delivery.objects.count() > 200
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert not answers.filter(deliveries=None).exists()


def test_nobody_did_what_their_role_forbids() -> None:
    for message in Message.objects.filter(incoming=False).select_related("author"):
        needed = Permission.REPLY if message.is_public else Permission.NOTE
        assert message.author.may(needed), f"{message.author} in {message.key}"


def test_the_sample_can_be_searched() -> None:
    owner = User.objects.get(role=Role.OWNER)
    assert find(owner, "주소").tickets
    assert find(owner, "Marcus Oyelaran").tickets


def test_the_owner_takes_the_owners_part() -> None:
    assert User.objects.get(role=Role.OWNER).name == "한지우"


def test_something_happened_lately() -> None:
    lately = Ticket.objects.filter(last_message_at__gt=timezone.now() - timedelta(hours=2))
    assert lately.count() > 10


def test_reports_of_the_same_trouble_hang_below_the_ticket_in_which_it_is_looked_for() -> None:
    links = TicketLink.objects.filter(kind=LinkKind.INCIDENT).select_related("source", "target")
    problems = {link.target for link in links}
    assert len(problems) == 2, "one of each brand"
    assert all(link.source.brand_id == link.target.brand_id for link in links)
    assert len(links) >= 8


def test_agents_have_macros_in_both_languages_and_views_that_hold_something() -> None:
    with_words = [macro for macro in Macro.objects.all() if macro.bodies]
    assert len(with_words) >= 4
    assert all(set(macro.bodies) == {"en", "ko"} for macro in with_words)
    owner = User.objects.get(role=Role.OWNER)
    views = SavedView.objects.all()
    assert len(views) == 3
    assert all(count(read(view.conditions), by=Asker.of(owner)).number for view in views)
