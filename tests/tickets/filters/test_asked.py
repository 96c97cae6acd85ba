"""What is meant by the conditions that people type into a search, in Korean and English."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madang.accounts.models import Team, User
from madang.lib.conditions import MOST_CONDITIONS, leaves
from madang.tickets import actions
from madang.tickets.filters import Asker, Question, matching, read, write
from madang.tickets.filters import asked as as_meant
from madang.tickets.filters.keys import asked_in_searches, known_keys, shown_key
from madang.tickets.models import Status, Tag, Ticket
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db

ON_MARCH_4 = datetime(2026, 3, 4, 3, tzinfo=UTC)


def nobody(name: str) -> Sequence[str]:
    return []


def meant(text: str, person: User) -> Question:
    asker = Asker(person, ON_MARCH_4, UTC)
    return as_meant(text, by=asker, addresses=nobody)


def conditions(text: str, person: User) -> list[tuple[str, str, Any]]:
    question = meant(text, person)
    assert question.wrong == []
    return [(one["attribute"], one["operator"], one["value"]) for one in write(question.tree)["all"]]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("status:open", ("status", "is", ["open"])),
        ("상태:열림", ("status", "is", ["open"])),
        ('상태:"진행 중"', ("status", "is", ["open"])),
        ("status:진행중,보류", ("status", "is", ["open", "on_hold"])),
        ("상태:on-hold", ("status", "is", ["on_hold"])),
        ("-status:solved", ("status", "is_not", ["solved"])),
        ("status:unsolved", ("status", "is", ["new", "on_hold", "open", "pending"])),
        ("priority:urgent", ("priority", "is", [4])),
        ("우선순위:긴급", ("priority", "is", [4])),
        ("priority>=high", ("priority", "is", [4, 3])),
        ("priority<normal", ("priority", "is", [1])),
        ("type:none", ("type", "is", ["none"])),
        ("assignee:me", ("assignee", "is", ["me"])),
        ("담당:나", ("assignee", "is", ["me"])),
        ("담당자:없음", ("assignee", "is", ["none"])),
        ("created>2026-01-31", ("created", "since", "2026-02-01")),
        ("created>=2026-01-31", ("created", "since", "2026-01-31")),
        ("created<2026", ("created", "before", "2026-01-01")),
        ("created<=2026-01", ("created", "before", "2026-02-01")),
        ("접수:오늘", ("created", "on", "2026-03-04")),
        ("updated:7d", ("updated", "within", {"days": 7})),
        ("updated<7d", ("updated", "longer_ago", {"days": 7})),
        ("waiting:yes", ("waiting", "is_set", None)),
        ("-대기:예", ("waiting", "is_empty", None)),
        ("snoozed:no", ("snoozed", "is_not_so", None)),
        ("from:noor.haddad@example.com", ("requester", "is", ["noor.haddad@example.com"])),
        ('제목:"두 번"', ("subject", "has", "두 번")),
        ("-subject:spam", ("subject", "has_not", "spam")),
    ],
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_typed_means_one_condition_in_either_language(
    text: str, condition: tuple[str, str, Any], mina: User, language: str
) -> None:
    with translation.override(language):
        assert conditions(text, mina) == [condition]


def test_a_month_is_from_its_first_day_to_its_last(mina: User) -> None:
    since, before = leaves(meant("created:2026-01", mina).tree)
    assert (since.operator, since.value.isoformat()) == ("since", "2026-01-01")
    assert (before.operator, before.value.isoformat()) == ("before", "2026-02-01")


def test_tags_teams_and_people_are_meant_by_their_names(
    ticket: Ticket, mina: User, jun: User, payments: Team
) -> None:
    actions.tag(ticket, add=["vip", "vip-gold"], by=None)
    vip = Tag.objects.get(name="vip").pk
    assert conditions("tag:VIP", mina) == [("tags", "has_any", [vip])]
    assert conditions("-태그:vip", mina) == [("tags", "has_none", [vip])]
    assert conditions("팀:결제·환불", mina) == [("team", "is", [payments.pk])]
    assert conditions("담당자:박준", mina) == [("assignee", "is", [jun.pk])]
    assert conditions("assignee:jun@lantern.example", mina) == [("assignee", "is", [jun.pk])]
    assert conditions("담당자:김민", mina) == [("assignee", "is", [mina.pk])]


def test_a_status_of_the_desks_own_is_a_status(mina: User) -> None:
    own = actions.make_status(
        {"ko": "창고 확인", "en": "With the warehouse"}, category=Status.ON_HOLD, by=None
    )
    with translation.override("ko"):
        assert conditions("상태:창고확인", mina) == [("own_status", "is", [own.pk])]
    tree = meant("status:open,창고확인", mina).tree
    assert [one.attribute for one in leaves(tree)] == ["status", "own_status"]


def test_customers_are_meant_by_name_where_they_are_known(mina: User) -> None:
    asker = Asker.of(mina)
    question = as_meant("고객:윤서아", by=asker, addresses=lambda name: ["seoa.yoon@example.com"])
    assert [one.value for one in leaves(question.tree)] == [("seoa.yoon@example.com",)]
    assert "“윤서아”" in meant("고객:윤서아", mina).wrong[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("status:xyz", ["“xyz”", "신규", "보류"]),
        ("상태:", ["“상태:”", "신규"]),
        ("created>yesterdayish", ["“yesterdayish”", "어제"]),
        ("tag:nowhere", ["“nowhere”"]),
        ("status>open", ["상태"]),
        ("priority>urgent", ["우선순위: “긴급”", "우선순위:긴급"]),
        ("snoozed:perhaps", ["“perhaps”", "아니요"]),
        ("status:open status:solved", ["상태"]),
        ("created>=2026-02 created<2026-01", ["만든 때"]),
    ],
)
def test_what_cannot_be_is_said_with_what_could(text: str, said: list[str], mina: User) -> None:
    with translation.override("ko"):
        question = meant(f"{text} 환불", mina)
    assert question.words == "환불"
    assert len(question.wrong) == 1
    for words in said:
        assert words in question.wrong[0]


def test_of_several_values_those_that_can_be_are_asked_for(mina: User) -> None:
    question = meant("status:open,xyz,보류,abc 환불", mina)
    assert [one.value for one in leaves(question.tree)] == [("open", "on_hold")]
    assert ["xyz" in question.wrong[0], "abc" in question.wrong[1], len(question.wrong)] == [True, True, 2]
    assert meant("-created:언젠가,2026-01", mina).wrong != []
    assert len(list(leaves(meant("-created:언젠가,2026-01", mina).tree))) == 2


def test_a_mails_re_and_an_address_are_words(mina: User) -> None:
    question = meant('re: http://lantern.example a:b "두 번" 환불', mina)
    assert question.wrong == []
    assert not question.has_conditions
    assert question.words == "두 번 re: http://lantern.example a:b 환불"
    assert question.phrases == ["두 번"]


def test_the_last_word_is_unfinished_only_at_the_end(mina: User) -> None:
    assert meant("환", mina).words == "환"
    assert meant("환불 status:open", mina).words == "환불 "


def test_every_attribute_has_a_key_of_its_own_in_each_language() -> None:
    for language in ("ko", "en"):
        with translation.override(language):
            shown = {shown_key(one) for one in asked_in_searches()}
            assert len(shown) == len(asked_in_searches())
            assert all(known_keys()[one.replace("_", "")].name for one in shown)
            assert language == "en" or not any(one.isascii() for one in shown)


def test_what_is_typed_finds_what_a_view_would_find(
    open_ticket: OpenTicket, mina: User, seoa: User, noor: User
) -> None:
    theirs, other = open_ticket("환불", requester=noor), open_ticket("환불", requester=seoa)
    actions.assign(theirs, to=mina, by=None)
    asker = Asker.of(mina)

    def found(text: str) -> set[int]:
        tree = as_meant(text, by=asker, addresses=nobody).tree
        return set(matching(tree, by=asker).values_list("pk", flat=True))

    assert found("assignee:me") == {theirs.pk}
    assert found("-assignee:me") == {other.pk}
    assert found("from:noor.haddad@example.com,nobody@example.com 접수:오늘") == {theirs.pk}
    assert found("assignee:none,me") == {theirs.pk, other.pk}
    assert found("-created:2020") == {theirs.pk, other.pk}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.lists(
        st.sampled_from(
            (
                *("status:", "-", "tag:", "created", ">", "<=", ":", "open", "vip", "2026-01", "7d", '"'),
                *(
                    ",",
                    " ",
                    "담당자:",
                    "나",
                    "상태：",
                    "고객:",
                    "snoozed:",
                    "yes",
                    "제목:",
                    "priority",
                    "\x00",
                ),
            )
        )
        | st.text(max_size=3),
        max_size=12,
    ).map("".join)
)
def test_whatever_is_typed_is_a_tree_that_a_view_can_keep(text: str, mina: User) -> None:
    question = meant(text, mina)
    assert len(list(leaves(question.tree))) <= MOST_CONDITIONS
    assert read(write(question.tree)) == question.tree
