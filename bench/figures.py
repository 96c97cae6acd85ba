"""Figures: many measurements in a few words."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager


def percentile(seconds: Sequence[float], share: float) -> float:
    """The value below which `share` of the measurements lie."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def in_ms(seconds: Sequence[float]) -> str:
    """Median and 95th percentile, such as "8.1 / 12.4 ms"."""
    return f"{statistics.median(seconds) * 1000:.1f} / {percentile(seconds, 0.95) * 1000:.1f} ms"


def timed(times: int, do: Callable[[int], object]) -> list[float]:
    """Call `do(n)` so many times; the seconds of each."""
    taken = []
    for number in range(times):
        began = time.perf_counter()
        do(number)
        taken.append(time.perf_counter() - began)
    return taken


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """Seconds of the block, as the one item of the list."""
    result: list[float] = []
    began = time.perf_counter()
    yield result
    result.append(time.perf_counter() - began)
