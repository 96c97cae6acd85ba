"""What people searched for last."""

import pytest

from madang.accounts.models import User
from madang.search.models import RecentSearch
from madang.search.recent import MOST_KEPT, forget_search, forget_searches, recent_of, remember

pytestmark = pytest.mark.django_db


def texts(person: User) -> list[str]:
    return [one.text for one in recent_of(person)]


def test_the_last_ones_are_kept_each_once_and_the_newest_first(mina: User) -> None:
    for nth in range(MOST_KEPT + 3):
        remember(mina, f"환불 {nth}")
    remember(mina, "  환불   5 ")
    assert texts(mina) == ["환불 5", *(f"환불 {nth}" for nth in range(MOST_KEPT + 2, 2, -1) if nth != 5)]
    assert RecentSearch.objects.filter(person=mina).count() == MOST_KEPT


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_nothing_is_no_search(mina: User, text: str) -> None:
    remember(mina, text)
    assert texts(mina) == []


def test_what_is_very_long_is_kept_as_far_as_a_search_reads(mina: User) -> None:
    remember(mina, "가" * 500)
    assert texts(mina) == ["가" * 200]


def test_each_has_their_own_and_forgets_their_own_alone(mina: User, jun: User) -> None:
    for person in (mina, jun):
        remember(person, "환불")
        remember(person, "배송")
    of_jun = recent_of(jun)[0].pk
    forget_search(mina, of_jun)
    assert texts(jun) == ["배송", "환불"]
    forget_search(mina, recent_of(mina)[0].pk)
    assert texts(mina) == ["환불"]
    forget_searches(mina)
    assert texts(mina) == []
    assert texts(jun) == ["배송", "환불"]
