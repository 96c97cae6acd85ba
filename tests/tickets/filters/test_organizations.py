"""Tickets by the organization of who asked, and in the orders of change and solution."""

import pytest
from django.db import connection

from madang.accounts import actions as account_actions
from madang.accounts.models import Organization, Team, User
from madang.tickets import actions
from madang.tickets.filters import ATTRIBUTES, ORDERS, Asker, described, driving, matching, page_of
from madang.tickets.filters.sql import filtered
from madang.tickets.models import Field, FieldKind, Ticket

from .conftest import conditions

pytestmark = pytest.mark.django_db


@pytest.fixture
def lantern(jiwoo: User, noor: User) -> Organization:
    """The company that Noor is with."""
    made = account_actions.find_or_make_organization("Lantern Ltd", by=jiwoo)
    User.objects.filter(pk=noor.pk).update(organization=made)
    return made


@pytest.mark.parametrize("rare", [3_000, 0])
def test_tickets_are_found_by_the_organization_of_who_asked(
    dozen: list[Ticket],
    asker: Asker,
    lantern: Organization,
    noor: User,
    rare: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(driving, "RARE", rare)

    def found(operator: str, *value: int | str) -> set[int]:
        tree = conditions(("organization", operator, list(value)))
        by_matching = set(matching(tree, by=asker).values_list("pk", flat=True))
        assert {place.pk for place in page_of(tree, by=asker).places} == by_matching
        return by_matching

    everybody, theirs = {one.pk for one in dozen}, {one.pk for one in dozen if one.requester_id == noor.pk}
    assert theirs
    assert found("is", lantern.pk) == theirs
    assert found("is", "none") == found("is_not", lantern.pk) == everybody - theirs
    assert found("is", lantern.pk, "none") == everybody
    assert found("is_not", "none") == theirs


def test_only_organizations_that_the_person_sees_are_offered(
    dozen: list[Ticket], asker: Asker, haneul: User, jiwoo: User, lantern: Organization, technical: Team
) -> None:
    account_actions.find_or_make_organization("Nobody Inc", by=jiwoo)
    attribute = ATTRIBUTES["organization"]
    assert attribute.choices is not None
    assert attribute.look_up is not None
    assert [one.label for one in attribute.choices(asker)][1:] == ["Lantern Ltd", "Nobody Inc"]
    assert [one.label for one in attribute.look_up("nobody", Asker.of(haneul))] == []


def test_an_organization_or_a_field_that_is_gone_is_said(lantern: Organization, jiwoo: User) -> None:
    field = actions.make_field({"en": "Order number"}, kind=FieldKind.TEXT, by=None)
    tree = conditions(("organization", "is", [lantern.pk]), ("field_filled", "has_any", [field.pk]))
    assert described(tree).gone == []
    account_actions.remove_organization(lantern, by=jiwoo)
    Field.objects.filter(pk=field.pk).delete()
    assert len(described(tree).gone) == 2


@pytest.mark.parametrize("name", ["updated", "longest_unchanged", "solved"])
def test_the_first_page_of_an_order_is_read_from_its_index(dozen: list[Ticket], name: str) -> None:
    if connection.vendor == "postgresql":
        with (
            connection.cursor() as cursor
        ):  # a dozen tickets need no index; what matters is that there is one
            for other_way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{other_way} = off")
    stage = ORDERS[name].stages[0]
    sign = "-" if stage.newest_first else ""
    tickets = filtered(Ticket.objects.filter(stage.index, is_open__in=(True,)), stage.condition)
    plan = tickets.order_by(f"{sign}{stage.column}", f"{sign}pk").values_list(stage.column, "pk").explain()
    assert "ticket_by_" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
