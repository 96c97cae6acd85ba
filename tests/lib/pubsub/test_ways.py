"""What every way of wake-ups promises: sockets in a folder, PostgreSQL's NOTIFY, and Redis."""

import contextlib
from collections.abc import Iterator
from typing import Any

from madang.lib.pubsub.hub import Hub, Subscription
from madang.lib.pubsub.publishing import encoded

from .conftest import News, Way
from .waiting import wait_until


@contextlib.contextmanager
def told(hub: Hub, news: News, *topics: str) -> Iterator[None]:
    subscription = Subscription(topics=frozenset(topics), call=news)
    hub.add(subscription)
    try:
        yield
    finally:
        hub.remove(subscription)


def send(way: Way, topic: str, payload: dict[str, Any]) -> None:
    way.transport().send(encoded(topic, payload))


def test_a_wake_up_reaches_every_process_that_listens(way: Way) -> None:
    first, second = News(), News()
    with told(way.hub(), first, "events"), told(way.hub(), second, "events"):
        send(way, "events", {"ticket": 5, "subject": "로그인이 안돼요"})
        wait_until(lambda: bool(first.told and second.told))
    assert first.told == second.told == [("events", {"ticket": 5, "subject": "로그인이 안돼요"})]


def test_a_listener_hears_only_of_its_topics(way: Way) -> None:
    hub = way.hub()
    events, jobs = News(), News()
    with told(hub, events, "events"), told(hub, jobs, "jobs", "timers"):
        for topic in ("events", "jobs", "unheard", "timers"):
            send(way, topic, {})
        wait_until(lambda: len(jobs.told) == 2 and len(events.told) == 1)
    assert events.told == [("events", {})]
    assert jobs.told == [("jobs", {}), ("timers", {})]


def test_wake_ups_of_one_process_arrive_in_their_order(way: Way, news: News) -> None:
    with told(way.hub(), news, "events"):
        sender = way.transport()
        for number in range(200):
            sender.send(encoded("events", {"number": number}))
        wait_until(lambda: len(news.told) == 200)
    assert [payload["number"] for _, payload in news.told] == list(range(200))


def test_the_largest_payload_arrives_whole(way: Way, news: News) -> None:
    text = "가" * 1300
    with told(way.hub(), news, "events"):
        send(way, "events", {"text": text})
        wait_until(lambda: bool(news.told))
    assert news.told == [("events", {"text": text})]


def test_who_stopped_listening_is_told_nothing(way: Way, news: News) -> None:
    hub = way.hub()
    stays = News()
    with told(hub, stays, "events"):
        with told(hub, news, "events"):
            pass
        send(way, "events", {})
        wait_until(lambda: bool(stays.told))
    assert news.told == []


def test_nobody_needs_to_listen(way: Way) -> None:
    send(way, "events", {})


def test_a_listener_that_fails_stops_no_other(way: Way, news: News) -> None:
    hub = way.hub()

    def fail(topic: str, payload: dict[str, Any]) -> None:
        raise RuntimeError(topic)

    failing = Subscription(topics=frozenset({"events"}), call=fail)
    hub.add(failing)
    with told(hub, news, "events"):
        send(way, "events", {"number": 1})
        send(way, "events", {"number": 2})
        wait_until(lambda: len(news.told) == 2)
    hub.remove(failing)


def test_a_broken_connection_is_made_again(way: Way, news: News) -> None:
    with told(way.hub(), news, "events"):
        way.cut()
        sender = way.transport()

        def arrives() -> bool:
            sender.send(encoded("events", {}))
            return bool(news.told)

        wait_until(arrives)


def test_listening_again_works(way: Way) -> None:
    hub, news = way.hub(), News()
    for _ in range(3):
        news.told.clear()
        with told(hub, news, "events"):
            send(way, "events", {})
            wait_until(lambda: bool(news.told))
