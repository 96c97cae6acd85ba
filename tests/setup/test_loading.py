"""Loading the sample data: once, again, and after it was stopped."""

from io import StringIO

import pytest
from django.core.management import call_command

from madang.accounts.models import User
from madang.accounts.roles import Role
from madang.brands.models import Brand
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.setup import demo
from madang.setup.actions import set_up
from madang.setup.demo.reading import conversations
from madang.tickets.models import Message, Ticket
from tests.setup.sample_desk import BEGINNING

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]


@pytest.fixture
def owner() -> User:
    """The owner of a desk that was just set up."""
    return set_up(BEGINNING)


def test_loading_again_changes_nothing(owner: User) -> None:
    demo.load()
    assert list(User.objects.filter(role=Role.OWNER)) == [owner]
    before = (Ticket.objects.count(), Message.objects.count(), Event.objects.count(), User.objects.count())
    assert demo.load() == 0
    assert before == (
        Ticket.objects.count(),
        Message.objects.count(),
        Event.objects.count(),
        User.objects.count(),
    )


def test_loading_that_was_stopped_goes_on_where_it_was(owner: User) -> None:
    class Stopped(Exception):
        pass

    def stop(progress: demo.Progress) -> None:
        if progress.done > 100:
            raise Stopped

    with pytest.raises(Stopped):
        demo.load(told=stop)
    there = Ticket.objects.count()
    assert 100 < there < 300
    assert demo.progress().done == there

    assert demo.load() == len(conversations()) - there
    assert demo.progress().is_complete


def test_a_brand_with_the_same_address_is_used(owner: User) -> None:
    Inbox.objects.update(address="help@lantern.example")
    demo.load()
    assert Brand.objects.count() == 2
    assert Ticket.objects.filter(brand__name="우리 가게").count() > 100


def test_sample_members_sign_in_only_when_a_password_was_asked_for(owner: User) -> None:
    call_command("demo", stdout=StringIO())
    assert not User.objects.get(email="mina@lantern.example").has_usable_password()

    call_command("demo", password="lantern-hanok-43", stdout=StringIO())
    assert User.objects.get(email="mina@lantern.example").check_password("lantern-hanok-43")
    assert User.objects.get(pk=owner.pk).check_password("lantern-hanok-42")
