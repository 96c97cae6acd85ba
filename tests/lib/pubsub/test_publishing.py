"""publish(), listen() and Listener as the rest of Madang uses them."""

import asyncio
import logging
import time
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from madang.lib.pubsub import Listener, listen, publish, publishing

from .waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_was_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_down_until", 0.0)


def test_what_is_published_is_heard() -> None:
    told: list[dict[str, Any]] = []
    with listen({"events": told.append}):
        publish("events", {"ticket": 7})
        publish("others", {"ticket": 8})
        publish("events")
        wait_until(lambda: len(told) == 2)
    assert told == [{"ticket": 7}, {}]


def test_redis_carries_it_when_there_is_one(redis_server: str, settings: Settings) -> None:
    settings.MADANG = replace(settings.MADANG, redis_url=redis_server)
    told: list[dict[str, Any]] = []
    with listen({"events": told.append}):
        publish("events", {"by": "redis"})
        wait_until(lambda: bool(told))
    assert told == [{"by": "redis"}]


def test_a_wake_up_of_a_rolled_back_transaction_is_never_sent() -> None:
    told: list[dict[str, Any]] = []
    with listen({"events": told.append}):
        with transaction.atomic():
            transaction.on_commit(lambda: publish("events", {"number": 1}))
            transaction.set_rollback(True)
        with transaction.atomic():
            transaction.on_commit(lambda: publish("events", {"number": 2}))
        wait_until(lambda: bool(told))
    assert told == [{"number": 2}]


def test_a_payload_that_is_too_large_or_no_json_is_logged_and_dropped(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told: list[dict[str, Any]] = []
    with listen({"events": told.append}):
        publish("events", {"text": "x" * 5000})
        publish("events", {"object": object()})
        publish("events", {"number": 1})
        wait_until(lambda: bool(told))
    assert told == [{"number": 1}]
    assert [record.message for record in caplog.records] == ["a wake-up was not sent"] * 2


def test_a_server_that_is_away_delays_one_wake_up_and_raises_in_none(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MADANG = replace(settings.MADANG, redis_url="redis://127.0.0.1:1/0")
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            publish("events", {})
    assert time.monotonic() - began < 1
    assert len(caplog.records) == 1


def test_many_readers_of_one_loop_hear_the_same() -> None:
    async def read() -> list[tuple[str, dict[str, Any]]]:
        async with Listener("events") as listener:
            return [await asyncio.wait_for(anext(listener), 5) for _ in range(2)]

    async def all_of_them() -> list[list[tuple[str, dict[str, Any]]]]:
        readers = [asyncio.create_task(read()) for _ in range(50)]
        await asyncio.sleep(0.3)
        publish("events", {"number": 1})
        publish("events", {"number": 2})
        return await asyncio.gather(*readers)

    heard = asyncio.run(all_of_them())
    assert all(sorted(one["number"] for _, one in what) == [1, 2] for what in heard)


def test_a_slow_reader_keeps_the_newest_and_knows_that_it_missed_some() -> None:
    async def read() -> tuple[int, list[int]]:
        async with Listener("events", size=3) as listener, Listener("events") as quick:
            for number in range(10):
                await asyncio.to_thread(publish, "events", {"number": number})
            for _ in range(10):
                await asyncio.wait_for(anext(quick), 5)
            kept = [(await anext(listener))[1]["number"] for _ in range(3)]
            return listener.dropped, kept

    assert asyncio.run(read()) == (7, [7, 8, 9])


def test_a_reader_that_gave_up_waiting_misses_nothing() -> None:
    async def read() -> dict[str, Any]:
        async with Listener("events") as listener:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(listener), 0.05)
            await asyncio.to_thread(publish, "events", {"number": 1})
            _, payload = await asyncio.wait_for(anext(listener), 5)
            return payload

    assert asyncio.run(read()) == {"number": 1}


def test_a_thread_is_woken_within_milliseconds() -> None:
    arrived: list[float] = []
    waits: list[float] = []
    with listen({"events": lambda _: arrived.append(time.monotonic())}):
        while len(waits) < 20:
            sent = time.monotonic()
            publish("events", {})
            wait_until(lambda: len(arrived) > len(waits))
            waits.append(arrived[-1] - sent)
    assert sorted(waits)[10] < 0.05
