"""What many ask for at the same time is made once, and what nobody asks for any more is forgotten."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from madang.lib.once import Once, forget_all


def test_of_many_who_ask_at_the_same_moment_one_makes_it() -> None:
    once: Once[int] = Once(most=2)
    made: list[int] = []
    together = threading.Barrier(8)

    def count() -> int:
        made.append(1)
        return len(made)

    def ask(_: int) -> int:
        together.wait(timeout=10)
        return once.get("counts", count)

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(ask, range(8))) == [1] * 8


def test_the_oldest_is_forgotten_when_there_are_too_many() -> None:
    once: Once[str] = Once(most=2)
    for key in ("first", "second", "third"):
        once.get(key, lambda key=key: key)  # type: ignore[misc]  # the key of this round
    assert once.get("third", lambda: "anew") == "third"
    assert once.get("first", lambda: "anew") == "anew"


def test_what_failed_is_tried_again_by_the_next_who_asks() -> None:
    once: Once[str] = Once(most=2)

    def fails() -> str:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        once.get("counts", fails)
    assert once.get("counts", lambda: "12") == "12"


def test_all_can_be_forgotten() -> None:
    once: Once[str] = Once(most=2)
    once.get("counts", lambda: "old")
    forget_all()
    assert once.get("counts", lambda: "new") == "new"
