"""A sender whose DNS never answers costs other senders nothing; a DNS that is down costs mail next to nothing."""

import time

import dns.resolver
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.intake.authentication import NotAnswered, Resolver, names
from madang.intake.authentication.silence import LEFT_ALONE_FOR, MOST_REMEMBERED, OF_A_ZONE, OF_ALL, Silence
from madang.intake.authentication.zones import zone_of
from madang.lib.dns import Answer, NoAnswer

SILENT = st.sampled_from(["silent.example", "mute.co.kr", "deaf.example.org", "9.8.7.in-addr.arpa"])
SPEAKING = st.sampled_from(["lantern.example", "등불.example", "4.3.2.1.in-addr.arpa", "shop.co.kr"])
LABELS = st.lists(st.sampled_from(["_dmarc", "mail", "k1._domainkey", "x"]), max_size=3)


class Dns:
    """A DNS in which some zones never answer; `is_down` when none does. `asked` are the questions it got."""

    def __init__(self) -> None:
        self.is_down = False
        self.asked: list[str] = []
        self.now = 1000.0

    def ask(self, name: str, kind: str, *, seconds: float, resolver: object) -> Answer:
        self.asked.append(name)
        if self.is_down or zone_of(name) in {
            "silent.example",
            "mute.co.kr",
            "example.org",
            "9.8.7.in-addr.arpa",
        }:
            self.now += seconds
            raise NoAnswer
        return Answer()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Dns:
    """What is asked instead of the real DNS, with a clock of its own."""
    made = Dns()
    monkeypatch.setattr(names, "ask", made.ask)
    monkeypatch.setattr(time, "monotonic", lambda: made.now)
    return made


def resolver() -> Resolver:
    return Resolver(lambda: dns.resolver.Resolver(configure=False))


def asks(of: Resolver, name: str) -> bool:
    """Whether there was an answer."""
    try:
        of.texts(name)
    except NotAnswered:
        return False
    return True


@given(st.data())
def test_whatever_silent_senders_do_others_are_always_asked(data: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patched:
        world = Dns()
        patched.setattr(names, "ask", world.ask)
        patched.setattr(time, "monotonic", lambda: world.now)
        one = resolver()
        for turn in range(data.draw(st.integers(1, 30))):
            silent = data.draw(st.booleans())
            zone = data.draw(SILENT if silent else SPEAKING)
            name = ".".join([*data.draw(LABELS), f"n{turn}", zone])
            assert asks(one, name) is not silent


@given(st.lists(st.tuples(SILENT, LABELS), min_size=1, max_size=60))
def test_a_silent_zone_is_asked_twice_and_once_after_each_pause(
    questions: list[tuple[str, list[str]]],
) -> None:
    asked: dict[str, int] = {}
    silence = Silence(lambda: True)
    for zone, labels in questions:
        name = ".".join([*labels, zone])
        if not silence.covers(name, now=100.0):
            asked[zone_of(name)] = asked.get(zone_of(name), 0) + 1
            silence.kept_by(name, now=100.0)
    assert all(count <= OF_A_ZONE for count in asked.values())
    for zone, count in asked.items():
        if count == OF_A_ZONE:
            later = 100.0 + LEFT_ALONE_FOR
            assert silence.covers(f"new.{zone}", now=later - 0.1)
            assert not silence.covers(zone, now=later)
            silence.kept_by(zone, now=later)
            assert silence.covers(zone, now=later + 0.1), "one more question in vain is enough then"


def test_a_dns_that_is_down_is_asked_a_few_times_and_then_left_alone_for_half_a_minute(world: Dns) -> None:
    one = resolver()
    world.is_down = True
    for turn in range(50):
        assert not asks(one, f"sender{turn}.example")
    assert len(world.asked) == OF_ALL + 1, "the last one was whether it is there at all"
    world.is_down = False
    assert not asks(one, "lantern.example")
    world.now += LEFT_ALONE_FOR
    assert asks(one, "lantern.example")


def test_one_that_answers_again_is_believed_at_once() -> None:
    silence = Silence(lambda: True)
    silence.kept_by("lantern.example", now=0)
    silence.broken_by("mail.lantern.example")
    silence.kept_by("lantern.example", now=0)
    assert not silence.covers("lantern.example", now=0)


def test_silent_zones_without_end_are_not_remembered_without_end() -> None:
    silence = Silence(lambda: True)
    for number in range(MOST_REMEMBERED + 50):
        silence.kept_by(f"z{number}.example", now=0)
        silence.kept_by(f"z{number}.example", now=0)
    assert len(silence._in_vain) <= MOST_REMEMBERED
    assert len(silence._left_alone) <= MOST_REMEMBERED


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("_dmarc.mail.example.co.kr", "example.co.kr"),
        ("Example.COM.", "example.com"),
        ("co.kr", "co.kr"),
        ("", ""),
        ("7.6.5.4.in-addr.arpa", "6.5.4.in-addr.arpa"),
        (
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
            "0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
        ),
    ],
)
def test_a_zone_is_what_one_party_answers_for(name: str, zone: str) -> None:
    assert zone_of(name) == zone
