"""What each condition finds."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from madang.accounts.models import Team, User
from madang.lib.conditions import How, leaves
from madang.tickets import actions
from madang.tickets.filters import ATTRIBUTES, Asker, described, impossible, in_one_line, matching
from madang.tickets.filters.driving import openness
from madang.tickets.models import Priority, Status, Tag, Ticket
from tests.cast import OpenTicket

from .conftest import conditions, tag

pytestmark = pytest.mark.django_db


def found(asker: Asker, *parts: Any, how: str = "all") -> set[int]:
    return set(matching(conditions(*parts, how=how), by=asker).values_list("pk", flat=True))


def having(tickets: list[Ticket], **values: Any) -> set[int]:
    return {one.pk for one in tickets if all(getattr(one, name) in value for name, value in values.items())}


@pytest.mark.parametrize(
    ("attribute", "column", "chosen"),
    [
        ("status", "status", ["open", "solved"]),
        ("priority", "priority", [Priority.URGENT.value]),
        ("type", "type", ["problem"]),
    ],
)
def test_being_one_of_and_being_none_of_part_the_tickets(
    dozen: list[Ticket], asker: Asker, attribute: str, column: str, chosen: list[Any]
) -> None:
    wanted = having(dozen, **{column: chosen})
    assert wanted
    assert found(asker, (attribute, "is", chosen)) == wanted
    assert found(asker, (attribute, "is_not", chosen)) == {one.pk for one in dozen} - wanted


def test_people_and_teams_by_name_by_nobody_and_by_whoever_looks(
    dozen: list[Ticket], mina: User, jun: User, payments: Team
) -> None:
    for person in (mina, jun):
        asker = Asker.of(person)
        own = having(dozen, assignee_id=[person.pk])
        assert own
        assert found(asker, ("assignee", "is", ["me"])) == own
        assert found(asker, ("assignee", "is", [person.pk])) == own
        assert found(asker, ("assignee", "is", ["none", "me"])) == own | having(dozen, assignee_id=[None])
        assert found(asker, ("assignee", "is_not", ["me"])) == {one.pk for one in dozen} - own
        assert found(asker, ("assignee", "is_not", ["none"])) == {one.pk for one in dozen if one.assignee_id}
    assert found(Asker.of(mina), ("team", "is", [payments.pk])) == having(dozen, team_id=[payments.pk])
    assert found(Asker.of(mina), ("team", "is_not", [payments.pk])) == {
        one.pk for one in dozen if one.team_id != payments.pk
    }


def test_tags_any_all_and_none(dozen: list[Ticket], asker: Asker) -> None:
    vip, refund = tag("vip"), tag("refund")
    names = {one.pk: set(one.tags.values_list("name", flat=True)) for one in dozen}
    assert found(asker, ("tags", "has_any", [vip, refund])) == {pk for pk, has in names.items() if has}
    assert found(asker, ("tags", "has_all", [vip, refund])) == {
        pk for pk, has in names.items() if len(has) == 2
    }
    assert found(asker, ("tags", "has_none", [vip])) == {pk for pk, has in names.items() if "vip" not in has}


def test_the_customer_by_any_of_their_addresses(dozen: list[Ticket], asker: Asker, noor: User) -> None:
    noor.identities.create(value="noor@work.example")
    wanted = having(dozen, requester_id=[noor.pk])
    assert found(asker, ("requester", "is", ["NOOR@work.example"])) == wanted
    assert found(asker, ("requester", "is", ["nobody@example.com"])) == set()


def test_words_of_the_subject_in_any_order_and_case(dozen: list[Ticket], asker: Asker) -> None:
    assert found(asker, ("subject", "has", "문의 환불")) == {one.pk for one in dozen if "환불" in one.subject}
    assert found(asker, ("subject", "has_not", "LOGIN")) == {one.pk for one in dozen if "환불" in one.subject}
    assert found(asker, ("subject", "has", "100%_")) == set()


def test_times_by_the_hour_and_by_the_day(dozen: list[Ticket], asker: Asker) -> None:
    recent = {one.pk for one in dozen if one.last_message_at >= asker.now - timedelta(hours=5)}
    everybody = {one.pk for one in dozen}
    assert found(asker, ("last_message", "within", {"hours": 5})) == recent
    assert found(asker, ("last_message", "longer_ago", {"hours": 5})) == everybody - recent
    waiting = {one.pk for one in dozen if one.waiting_since}
    assert found(asker, ("waiting", "is_set", None)) == waiting
    assert found(asker, ("waiting", "is_empty", None)) == everybody - waiting
    assert found(asker, ("waiting", "longer_ago", {"minutes": 30})) <= waiting
    first = min(dozen, key=lambda one: one.created_at)
    day = timezone.localtime(first.created_at, asker.zone).date().isoformat()
    on_it = found(asker, ("created", "on", day))
    assert first.pk in on_it
    assert found(asker, ("created", "since", day)) == everybody
    assert found(asker, ("created", "before", day)) == set()


def test_what_follows_a_closed_ticket_and_what_was_merged(
    open_ticket: OpenTicket, asker: Asker, mina: User
) -> None:
    kept, gone = open_ticket("kept"), open_ticket("gone")
    actions.merge(gone, into=kept, by=mina)
    assert found(asker, ("merged", "is_so", None)) == {gone.pk}
    assert found(asker, ("merged", "is_not_so", None)) == {kept.pk}
    assert found(asker, ("follow_up", "is_so", None)) == set()


def test_what_is_snoozed_is_left_out_unless_a_condition_asks_about_it(
    dozen: list[Ticket], asker: Asker, mina: User
) -> None:
    aside = next(one for one in dozen if one.is_open)
    actions.snooze(aside, until=None, by=mina)
    everybody = {one.pk for one in dozen}
    assert found(asker) == everybody - {aside.pk}
    assert found(asker, ("snoozed", "is_so", None)) == {aside.pk}
    assert found(asker, ("snoozed", "is_not_so", None)) == everybody - {aside.pk}
    assert found(asker, ("snoozed", "is_so", None), ("merged", "is_so", None), how="none") == (
        everybody - {aside.pk}
    )


def test_groups_of_all_any_and_none(dozen: list[Ticket], asker: Asker) -> None:
    open_ones, urgent = having(dozen, status=["open"]), having(dozen, priority=[4])
    status, priority = ("status", "is", ["open"]), ("priority", "is", [4])
    assert found(asker, status, priority) == open_ones & urgent
    assert found(asker, status, priority, how="any") == open_ones | urgent
    assert found(asker, status, priority, how="none") == {one.pk for one in dozen} - open_ones - urgent
    assert found(asker) == {one.pk for one in dozen}
    assert found(asker, how="any") == set()


def test_nobody_finds_what_they_may_not_see(
    dozen: list[Ticket], haneul: User, technical: Team, seoa: User
) -> None:
    assert found(Asker.of(haneul)) == having(dozen, team_id=[technical.pk])
    assert found(Asker.of(seoa)) == set()


def test_every_operator_of_every_attribute_finds_something_or_nothing_and_says_what_it_is(
    dozen: list[Ticket], asker: Asker, mina: User
) -> None:
    samples: dict[str, object] = {
        "day": "2026-01-01",
        "span": {"days": 2},
        "words": "환불",
        "number": "10000",
        "nothing": None,
    }
    for attribute in ATTRIBUTES:
        choices = [one.value for one in attribute.choices(asker)] or [1] if attribute.choices else ["a@b"]
        for operator, reader in attribute.operators.items():
            kind = reader.kind.removeprefix("of_")
            value = choices[:2] if kind == "choices" else samples[kind]
            if kind != reader.kind:
                value = {"of": choices[0], "value": value}
            tree = conditions((attribute.name, operator, value))
            assert found(asker, (attribute.name, operator, value)) <= {one.pk for one in dozen}
            assert str(attribute.label) in in_one_line(described(tree))
            assert [one.attribute for one in leaves(tree)] == [attribute.name]


@pytest.mark.parametrize(
    ("operator", "chosen", "is_open"),
    [
        ("is", ["new", "open"], True),
        ("is", ["solved"], False),
        ("is", ["open", "solved"], None),
        ("is_not", ["solved", "closed"], True),
        ("is_not", ["open"], None),
    ],
)
def test_it_is_known_whether_a_view_is_of_open_tickets(
    operator: str, chosen: list[str], is_open: bool | None
) -> None:
    tree = conditions(("status", operator, chosen))
    assert openness(tree) is is_open
    assert openness(conditions(("status", operator, chosen), how="none")) is None


def test_conditions_are_said_in_words(dozen: list[Ticket], payments: Team) -> None:
    tree = conditions(
        ("status", "is", ["open", "pending"]),
        ("team", "is_not", [payments.pk]),
        {
            "any": [
                {"attribute": "tags", "operator": "has_any", "value": [tag("vip")]},
                {"attribute": "waiting", "operator": "longer_ago", "value": {"hours": 2}},
            ]
        },
    )
    with translation.override("ko"):
        said = in_one_line(described(tree))
    assert said == (
        "상태: 진행 중 또는 고객 답변 대기, 팀: 결제·환불 아님, (태그: vip 중 하나 또는 고객이 기다리기 시작한 때: 2시간 넘게 지남)"
    )


def test_what_was_removed_meanwhile_is_named(dozen: list[Ticket], technical: Team) -> None:
    tree = conditions(("team", "is", [technical.pk]), ("tags", "has_any", [tag("vip")]))
    assert described(tree).gone == []
    Ticket.objects.filter(team=technical).update(team=None)
    technical.delete()
    Tag.objects.filter(name="vip").delete()
    with translation.override("ko"):
        gone, said = described(tree).gone, in_one_line(described(tree))
    assert len(gone) == 2
    assert gone[0].startswith("팀: 고른 것이 없어졌습니다")
    assert "(없어짐)" in said


IMPOSSIBLE: list[list[Any]] = [
    [("status", "is", ["open"]), ("status", "is", ["solved"])],
    [("status", "is", ["open"]), ("status", "is_not", ["open", "new"])],
    [("status", "is", ["open"]), {"all": [{"attribute": "status", "operator": "is", "value": ["new"]}]}],
    [("tags", "has_all", [1, 2]), ("tags", "has_none", [2])],
    [("tags", "has_any", [1, 2]), ("tags", "has_none", [2, 1, 3])],
    [("created", "since", "2026-02-01"), ("created", "before", "2026-02-01")],
    [("created", "within", {"hours": 1}), ("created", "longer_ago", {"days": 1})],
    [("solved", "is_empty", None), ("solved", "since", "2026-02-01")],
    [("merged", "is_so", None), ("merged", "is_not_so", None)],
    [{"any": []}],
]
POSSIBLE: list[list[Any]] = [
    [("status", "is", ["open", "new"]), ("status", "is_not", ["open"])],
    [("assignee", "is", ["me"]), ("assignee", "is", [5])],
    [("tags", "has_any", [1, 2]), ("tags", "has_none", [2])],
    [("created", "since", "2026-02-01"), ("created", "before", "2026-02-02")],
    [("subject", "has", "a"), ("subject", "has_not", "a")],
    [("status", "is", ["open"])],
    [],
]


@pytest.mark.parametrize("parts", IMPOSSIBLE)
def test_what_no_ticket_can_meet_is_said(parts: list[Any], asker: Asker) -> None:
    assert impossible(conditions(*parts), by=asker)
    assert found(asker, *parts) == set()


@pytest.mark.parametrize("parts", POSSIBLE)
def test_what_some_ticket_might_meet_is_not_called_impossible(parts: list[Any], asker: Asker) -> None:
    assert impossible(conditions(*parts), by=asker) == []


def test_one_possible_group_of_several_is_enough(asker: Asker) -> None:
    never = {
        "all": [{"attribute": "merged", "operator": one, "value": None} for one in ("is_so", "is_not_so")]
    }
    open_ones = {"attribute": "status", "operator": "is", "value": [Status.OPEN.value]}
    assert impossible(conditions(never, open_ones, how="any"), by=asker) == []
    assert impossible(conditions(never, never, how="any"), by=asker)
    assert conditions(never, how="none").how == How.NONE
    assert impossible(conditions(never, how="none"), by=asker) == []
