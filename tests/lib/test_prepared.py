"""A prepared query gives what the query would give, however often it is asked."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from madang.accounts.models import Identity, User
from madang.accounts.roles import Role
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.lib.prepared import Given, Prepared, PreparedAmong, PreparedCounts
from tests.cast import person

pytestmark = pytest.mark.django_db

BY_ADDRESS = Prepared(
    lambda: Inbox.objects.select_related("brand", "team").filter(address=Given("address"))[:1]
)
SINCE = Prepared(lambda: User.objects.filter(created_at__gte=Given("since")).order_by("pk"))
LOCKED = Prepared(lambda: User.objects.select_for_update().filter(pk=Given("pk")))
EVENTS = Prepared(lambda: Event.objects.filter(subject_id=Given("id")))


def test_a_row_comes_with_its_relations_as_the_query_would_give_it(
    help_inbox: Inbox, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        found = BY_ADDRESS.get(address="help@lantern.example")
        assert (found.brand.name, found.team and found.team.name) == ("등불 스토어", "결제·환불")
    same = Inbox.objects.get(pk=help_inbox.pk)
    assert {field.attname: getattr(found, field.attname) for field in Inbox._meta.concrete_fields} == {
        field.attname: getattr(same, field.attname) for field in Inbox._meta.concrete_fields
    }


def test_a_missing_relation_is_none_and_not_asked_for(
    help_inbox: Inbox, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Inbox.objects.update(team=None)
    with django_assert_num_queries(1):
        assert BY_ADDRESS.get(address="help@lantern.example").team is None


def test_what_is_found_can_be_changed_and_saved(help_inbox: Inbox) -> None:
    found = BY_ADDRESS.get(address="help@lantern.example")
    found.address = "hello@lantern.example"
    found.save(update_fields=["address"])
    assert BY_ADDRESS.first(address="help@lantern.example") is None
    assert BY_ADDRESS.exists(address="hello@lantern.example")


def test_a_value_is_never_read_as_a_part_of_the_statement(help_inbox: Inbox) -> None:
    assert BY_ADDRESS.first(address="' OR 1=1 --") is None


def test_times_are_compared_as_times(mina: User, jun: User) -> None:
    now = timezone.now()
    User.objects.filter(pk=mina.pk).update(created_at=now - timedelta(days=1))
    User.objects.filter(pk=jun.pk).update(created_at=now + timedelta(days=1))
    assert SINCE.all(since=now) == [jun]
    assert SINCE.all(since=now - timedelta(days=2)) == [mina, jun]
    assert SINCE.all(since=now)[0].created_at == now + timedelta(days=1)


def test_who_is_not_there_is_said_in_the_words_of_the_model() -> None:
    with pytest.raises(User.DoesNotExist):
        LOCKED.get(pk=0)


def test_a_lock_is_asked_for_where_the_database_has_locks(mina: User) -> None:
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        assert LOCKED.get(pk=mina.pk) == mina
    (statement,) = [one["sql"] for one in asked.captured_queries if "SELECT" in one["sql"]]
    assert statement.endswith("FOR UPDATE") == (connection.vendor == "postgresql")


def test_data_comes_back_as_it_was_written(mina: User) -> None:
    Event.objects.create(
        kind="x",
        subject_type="user",
        subject_id=7,
        stroke=1,
        data={"말": ["하나", 2]},
        created_at=timezone.now(),
    )
    assert [event.data for event in EVENTS.all(id=7)] == [{"말": ["하나", 2]}]


EMAILS = PreparedAmong(lambda emails: User.objects.filter(email__in=emails).order_by("pk"))
OF_PEOPLE = PreparedAmong(lambda people: Identity.objects.filter(user__in=people).order_by("pk"))
COUNTS = PreparedCounts(
    lambda: [
        User.objects.filter(created_at__gte=Given("since")),
        User.objects.filter(email=Given("email")).order_by("-pk"),
    ],
    most=3,
)


@pytest.mark.parametrize("number", range(6))
def test_those_of_any_number_of_keys_are_found(number: int) -> None:
    people = [person(f"p{nth}@lantern.example", f"사람 {nth}", Role.AGENT) for nth in range(6)]
    emails = [one.email for one in people[:number]]
    assert EMAILS.all(emails) == people[:number]


def test_no_key_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert EMAILS.all([]) == []


def test_rows_come_by_the_key_that_they_belong_to(mina: User, jun: User, jiwoo: User) -> None:
    found = OF_PEOPLE.by("user_id", [mina.pk, jiwoo.pk])
    for one in (mina, jiwoo):
        assert found.get(one.pk, []) == list(Identity.objects.filter(user=one).order_by("pk"))
    assert jun.pk not in found


def test_several_counts_are_one_question_and_go_no_further_than_asked(
    mina: User, jun: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for nth in range(4):
        person(f"p{nth}@lantern.example", f"사람 {nth}", Role.AGENT)
    with django_assert_num_queries(1):
        assert COUNTS.of(since=timezone.now() - timedelta(days=1), email=mina.email) == [3, 1]
    assert COUNTS.of(since=timezone.now() + timedelta(days=1), email="nobody@lantern.example") == [0, 0]
