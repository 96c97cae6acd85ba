"""The settings of tags."""

import pytest
from django.test import Client

from madang.accounts.models import User
from madang.setup import merging_tags
from madang.setup.merging_tags import go_on_merging
from madang.tickets import actions
from madang.tickets.models import Tag
from tests.cast import OpenTicket
from tests.setup.conftest import SignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(jiwoo: User, desk: object, signed_in: SignedIn) -> Client:
    """The owner's browser."""
    return signed_in(jiwoo)


def test_tags_are_listed_the_most_used_first_and_found(owner: Client, open_ticket: OpenTicket) -> None:
    actions.tag(open_ticket("하나"), add=["refund", "vip"], by=None)
    actions.tag(open_ticket("둘"), add=["vip"], by=None)
    page = owner.get("/setup/tags/").content.decode()
    assert page.index("vip") < page.index("refund")
    assert "2 tickets" in page
    found = owner.get("/setup/tags/?q=ref").content.decode()
    assert ">refund<" in found
    assert ">vip<" not in found
    assert "No such tag" in owner.get("/setup/tags/?q=nothing").content.decode()


def test_a_name_that_is_taken_leads_to_merging(owner: Client, open_ticket: OpenTicket) -> None:
    actions.tag(open_ticket("하나"), add=["refund"], by=None)
    actions.tag(open_ticket("둘"), add=["refunds"], by=None)
    old = Tag.objects.get(name="refunds")
    answer = owner.post(f"/setup/tags/{old.pk}/", {"name": "Refund"})
    assert answer.status_code == 422
    assert "Merge the two below" in answer.content.decode()
    assert owner.post(f"/setup/tags/{old.pk}/merge/", {"into": "nothing"}).status_code == 422
    assert owner.post(f"/setup/tags/{old.pk}/merge/", {"into": "refunds"}).status_code == 422
    page = owner.post(f"/setup/tags/{old.pk}/merge/", {"into": "Refund"}, follow=True).content.decode()
    assert "“refunds” was merged into “refund”." in page
    assert Tag.objects.get(name="refund").uses == 2
    assert owner.get(f"/setup/tags/{old.pk}/").status_code == 404
    owner.post(f"/setup/tags/{Tag.objects.get(name='refund').pk}/", {"name": "money back"})
    assert Tag.objects.filter(name="money-back").exists()


def test_many_tickets_are_merged_in_the_background(
    owner: Client, jiwoo: User, open_ticket: OpenTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging_tags, "AT_ONCE", 2)
    for number in range(5):
        actions.tag(open_ticket(str(number)), add=["refunds"], by=None)
    Tag.objects.create(name="refund")
    old = Tag.objects.get(name="refunds")
    page = owner.post(f"/setup/tags/{old.pk}/merge/", {"into": "refund"}, follow=True).content.decode()
    assert "is being merged" in page
    go_on_merging.call(old.pk, jiwoo.pk)
    assert Tag.objects.get(name="refund").uses == 5
    go_on_merging.call(old.pk, jiwoo.pk)
    assert Tag.objects.get(name="refund").uses == 5
