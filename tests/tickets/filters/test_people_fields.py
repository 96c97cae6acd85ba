"""What is asked of fields: of tickets, of their customers and organizations; in views, segments and searches."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from madang.accounts import actions as of_people
from madang.accounts.models import Organization, User
from madang.lib.conditions import Wrong, leaves
from madang.tickets import actions
from madang.tickets.filters import Asker, asked, described, matching, page_of, read, write
from madang.tickets.filters.customers import customers_q, read_customers
from madang.tickets.filters.driving import driver_of
from madang.tickets.models import Field, FieldKind, FieldSubject, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db

Found = Callable[[str], list[str]]


def make(names: dict[str, str], kind: FieldKind, subject: FieldSubject, *options: str) -> Field:
    """A field that the desk itself made, with its options."""
    field = actions.make_field(names, kind=kind, subject=subject, by=None)
    for name in options:
        actions.add_option(field, {"en": name}, by=None)
    return field


@pytest.fixture
def plan(db: None) -> Field:
    """What customers pay for."""
    return make(
        {"ko": "요금제", "en": "Plan"}, FieldKind.DROPDOWN, FieldSubject.CUSTOMER, "Gold", "Silver plus"
    )


@pytest.fixture
def seats(db: None) -> Field:
    """How many seats an organization has."""
    return make({"ko": "좌석", "en": "Seats"}, FieldKind.NUMBER, FieldSubject.ORGANIZATION)


@pytest.fixture
def order(db: None) -> Field:
    """The order that a ticket is about."""
    return make({"ko": "주문번호", "en": "Order"}, FieldKind.TEXT, FieldSubject.TICKET)


@pytest.fixture
def bought(db: None) -> Field:
    """When it was bought."""
    return make({"ko": "구매일", "en": "Bought"}, FieldKind.DATE, FieldSubject.TICKET)


@pytest.fixture
def school(seoa: User) -> Organization:
    """Seoa's organization."""
    made = of_people.find_or_make_organization("한빛학교", by=None)
    of_people.put_in_organization(seoa, to=made, by=None)
    return made


@pytest.fixture
def tickets(
    open_ticket: OpenTicket,
    noor: User,
    seoa: User,
    school: Organization,
    plan: Field,
    seats: Field,
    order: Field,
    bought: Field,
) -> list[Ticket]:
    """One of Seoa, who has gold in a school of 30 seats, and one of Noor with silver."""
    of_seoa, of_noor = open_ticket("서아"), open_ticket("noor", requester=noor)
    actions.set_customer_field(seoa, plan, ["gold"], by=None)
    actions.set_customer_field(noor, plan, ["silver_plus"], by=None)
    actions.set_organization_field(school, seats, ["30"], by=None)
    actions.set_field(of_seoa, order, ["A-12"], by=None)
    actions.set_field(of_noor, order, ["A 12"], by=None)
    actions.set_field(of_seoa, bought, ["2026-03-05"], by=None)
    actions.set_field(of_noor, bought, ["2026-04-01"], by=None)
    return [of_seoa, of_noor]


@pytest.fixture
def found(tickets: list[Ticket], mina: User) -> Found:
    """The subjects of the tickets that a search finds."""

    def ask(text: str) -> list[str]:
        question = asked(text, by=Asker.of(mina), addresses=lambda name: [])
        assert not question.wrong, question.wrong
        return sorted(one.subject for one in matching(question.tree, by=Asker.of(mina)))

    return ask


def tree(*conditions: tuple[str, str, Any]) -> Any:
    """Conditions that all hold."""
    return {
        "version": 1,
        "all": [{"attribute": name, "operator": how, "value": value} for name, how, value in conditions],
    }


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("plan:gold", ["서아"]),
        ("요금제:gold", ["서아"]),
        ('plan:"silver plus"', ["noor"]),
        ("plan:sil", ["noor"]),
        ("plan:gold,silverplus", ["noor", "서아"]),
        ("-plan:gold", ["noor"]),
        ("plan:none", []),
        ("plan:yes", ["noor", "서아"]),
        ("seats>=30", ["서아"]),
        ("seats>30", []),
        ("좌석<31", ["서아"]),
        ("seats<=29", []),
        ("seats:none", ["noor"]),
        ("주문번호:A-12", ["서아"]),
        ('order:"A 12"', ["noor"]),
        ("order:A-1", []),
        ("bought:2026-03", ["서아"]),
        ("bought:2026-04-01", ["noor"]),
        ("bought>2026-03-05", ["noor"]),
        ("bought>=2026-03-05", ["noor", "서아"]),
        ("bought<2026-03-05", []),
        ("구매일<=2026-03-05", ["서아"]),
        ("plan:gold seats:30 order:A-12", ["서아"]),
    ],
)
def test_a_search_asks_fields_by_their_keys(found: Found, text: str, subjects: list[str]) -> None:
    assert found(text) == subjects


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("plan:platinum", "Gold"),
        ("plan:", "Gold"),
        ("plan>gold", "plan:"),
        ("seats:many", "number"),
        ("bought:someday", "today"),
    ],
)
def test_a_value_that_can_not_be_is_said_with_what_could_be(
    tickets: list[Ticket], mina: User, text: str, says: str
) -> None:
    question = asked(text, by=Asker.of(mina), addresses=lambda name: [])
    assert len(question.wrong) == 1
    assert says in question.wrong[0]
    assert not question.has_conditions


def test_words_are_words_and_cost_nothing_more(
    mina: User, plan: Field, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        question = asked("환불 plan gold", by=Asker.of(mina), addresses=lambda name: [])
    assert question.words == "환불 plan gold"
    assert not asked("re: plan", by=Asker.of(mina), addresses=lambda name: []).has_conditions


def test_what_a_built_in_key_means_stays_whatever_a_field_is_called(mina: User, ticket: Ticket) -> None:
    make({"ko": "상태"}, FieldKind.TEXT, FieldSubject.TICKET)
    question = asked("상태:보류", by=Asker.of(mina), addresses=lambda name: [])
    assert [one.attribute for one in leaves(question.tree)] == ["status"]


def test_views_ask_about_the_customer_and_the_organization(
    tickets: list[Ticket], mina: User, plan: Field, seats: Field
) -> None:
    gold = plan.options.get(key="gold")
    asker = Asker.of(mina)
    for given in (
        tree(("customer_field_option", "has_any", [gold.pk])),
        tree(("organization_field_number", "at_least", {"of": seats.pk, "value": "10"})),
        tree(("organization_field_filled", "has_any", [seats.pk])),
    ):
        asks = read(given)
        assert write(asks) == given
        assert [one.pk for one in page_of(asks, by=asker).places] == [tickets[0].pk]
    words = described(read(tree(("customer_field_option", "has_any", [gold.pk]))))
    assert "Plan: Gold" in str(words.parts[0])
    actions.remove_field(plan, by=None, most=10)
    assert described(read(tree(("customer_field_option", "has_any", [gold.pk])))).gone


def test_segments_ask_about_fields_of_customers_and_their_organizations(
    tickets: list[Ticket], mina: User, seoa: User, noor: User, plan: Field, seats: Field
) -> None:
    gold = plan.options.get(key="gold")

    def belong(*conditions: tuple[str, str, Any]) -> set[int]:
        meant = customers_q(read_customers(tree(*conditions)), Asker.of(mina))
        return set(User.objects.filter(meant, role="requester").values_list("pk", flat=True))

    assert belong(("customer_field_option", "has_any", [gold.pk])) == {seoa.pk}
    assert belong(("customer_field_option", "has_none", [gold.pk])) == {noor.pk}
    assert belong(("organization_field_number", "at_most", {"of": seats.pk, "value": "30"})) == {seoa.pk}
    with pytest.raises(Wrong):
        read_customers(tree(("field_option", "has_any", [gold.pk])))


def test_what_is_rare_among_customers_is_found_by_its_index(
    tickets: list[Ticket], mina: User, plan: Field
) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # a few tickets need no index; what matters is that there is one
            cursor.execute("SET LOCAL enable_seqscan = off")
    gold = plan.options.get(key="gold")
    driver = driver_of(read(tree(("customer_field_option", "has_any", [gold.pk]))), Asker.of(mina))
    assert driver is not None
    explained = driver.explain()
    if connection.vendor == "sqlite":  # PostgreSQL chooses by how many values there are, and here are two
        assert "customer_value_option" in explained
    assert "ticket_of_requester" in explained
    assert "SCAN tickets_ticket" not in explained
    assert "Seq Scan on tickets_ticket" not in explained
