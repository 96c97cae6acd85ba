"""Who has which ticket open, and who is typing."""

from dataclasses import replace

import pytest

from madang.realtime.presence import LEFT, MOST_TABS, TYPING, TYPING_SECONDS, VIEWING_SECONDS, Presence, Sign

MINA = Sign(ticket=10482, person=1, name="김민아", tab="a", state="viewing")
JUN = Sign(ticket=10482, person=2, name="박준", tab="b", state="viewing")


class Clock:
    """A clock that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def presence(clock: Clock) -> Presence:
    return Presence(clock)


def names(presence: Presence, *, for_person: int) -> list[str]:
    return [str(person["name"]) for person in presence.people(10482, for_person=for_person)]


def test_everybody_sees_the_others_and_not_themselves(presence: Presence) -> None:
    presence.take(MINA)
    presence.take(JUN)
    assert names(presence, for_person=1) == ["박준"]
    assert names(presence, for_person=2) == ["김민아"]


def test_only_those_who_have_the_ticket_open_are_its_viewers(presence: Presence) -> None:
    presence.take(MINA)
    presence.take(replace(JUN, ticket=10490))
    assert presence.viewers(10482) == {1}


def test_saying_the_same_again_is_no_news(presence: Presence) -> None:
    assert presence.take(MINA)
    assert not presence.take(MINA)


def test_who_says_nothing_for_thirty_seconds_is_gone(presence: Presence, clock: Clock) -> None:
    presence.take(MINA)
    presence.take(JUN)
    clock.now += VIEWING_SECONDS - 1
    presence.take(JUN)
    assert presence.expire() == []
    clock.now += 1
    assert presence.expire() == [10482]
    assert names(presence, for_person=2) == []


def test_typing_is_over_after_six_seconds_without_a_key(presence: Presence, clock: Clock) -> None:
    presence.take(replace(MINA, state=TYPING))
    assert presence.people(10482, for_person=2)[0]["typing"]
    clock.now += TYPING_SECONDS
    assert presence.expire() == [10482]
    assert not presence.people(10482, for_person=2)[0]["typing"]


def test_typing_is_over_at_once_when_the_answer_was_sent(presence: Presence) -> None:
    presence.take(replace(MINA, state=TYPING))
    assert presence.take(MINA)
    assert not presence.people(10482, for_person=2)[0]["typing"]


def test_who_leaves_in_one_tab_is_still_there_in_the_other(presence: Presence) -> None:
    presence.take(MINA)
    presence.take(replace(MINA, tab="second"))
    assert not presence.take(replace(MINA, state=LEFT))
    assert names(presence, for_person=2) == ["김민아"]
    assert presence.take(replace(MINA, tab="second", state=LEFT))
    assert names(presence, for_person=2) == []


def test_nothing_is_kept_of_a_ticket_that_everybody_left(presence: Presence) -> None:
    presence.take(MINA)
    presence.take(replace(MINA, state=LEFT))
    assert presence.expire() == []
    assert presence.viewers(10482) == frozenset()
    assert not presence.take(replace(JUN, state=LEFT))


def test_memory_is_bounded_whoever_says_what(presence: Presence) -> None:
    for number in range(MOST_TABS):
        presence.take(replace(MINA, tab=str(number)))
    presence.take(JUN)
    assert presence.viewers(10482) == {1}


def test_a_sign_means_the_same_in_another_process() -> None:
    assert Sign.of_payload(MINA.as_payload()) == MINA
