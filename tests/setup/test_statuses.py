"""The settings of statuses."""

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.tickets import actions
from madang.tickets.models import OwnStatus, Status, Ticket
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, desk: object, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


def names() -> list[str]:
    """The names of all statuses, in order."""
    return [one.name for one in OwnStatus.objects.all()]


def test_a_status_is_made_named_anew_and_put_in_order(owner: Client, jiwoo: User) -> None:
    for name in ("First", "Second", "Third"):
        answer = owner.post("/setup/statuses/new/open/", {"name_en": name})
        assert answer.status_code == 302
    first, second, third = OwnStatus.objects.all()
    owner.post("/setup/statuses/order/open/", {"up": third.pk})
    owner.post("/setup/statuses/order/open/", {"id": [second.pk, third.pk, first.pk]})
    owner.post("/setup/statuses/order/open/", {"up": second.pk})
    assert list(OwnStatus.objects.all()) == [second, third, first]
    owner.post(f"/setup/statuses/{first.pk}/", {"name_ko": "처음", "name_en": "Begun", "is_default": "on"})
    first.refresh_from_db()
    assert (first.names, first.is_default) == ({"en": "Begun", "ko": "처음"}, True)
    page = owner.get("/setup/statuses/").content.decode()
    assert page.index("Second") < page.index("Third") < page.index("Begun")


def test_a_status_without_a_name_is_explained_and_not_made(owner: Client) -> None:
    answer = owner.post("/setup/statuses/new/open/", {"name_ko": " "})
    assert answer.status_code == 422
    assert "Give it a name in at least one language." in answer.content.decode()
    assert not OwnStatus.objects.exists()


def test_before_a_status_goes_it_is_said_that_tickets_keep_it(
    owner: Client, jiwoo: User, ticket: Ticket
) -> None:
    status = actions.make_status({"en": "Checking"}, category=Status.OPEN, by=jiwoo)
    assert "goes for good" in owner.get(f"/setup/statuses/{status.pk}/remove/").content.decode()
    actions.change_status(ticket, to=Status.OPEN, own=status, by=jiwoo)
    assert "1 ticket has it" in owner.get(f"/setup/statuses/{status.pk}/remove/").content.decode()
    owner.post(f"/setup/statuses/{status.pk}/remove/")
    assert "Not in use any more" in owner.get("/setup/statuses/").content.decode()
    owner.post(f"/setup/statuses/{status.pk}/back/")
    status.refresh_from_db()
    assert not status.is_retired


@pytest.mark.parametrize("path", ["/setup/statuses/new/nonsense/", "/setup/statuses/999999/"])
def test_a_made_up_address_is_not_there(owner: Client, path: str) -> None:
    assert owner.get(path).status_code == 404
