"""Make something once for all who ask for the same at the same time."""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

V = TypeVar("V")

_all: "weakref.WeakSet[Once[Any]]" = weakref.WeakSet()


class Once(Generic[V]):
    """What was made for the last `most` keys, in this process. While one makes something, the others wait."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, V] = OrderedDict()
        self._making = threading.Lock()
        _all.add(self)

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """What belongs to the key. What `make` raises is raised, and nothing is kept."""
        with self._making:
            if key not in self._kept:
                self._kept[key] = make()
                if len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return self._kept[key]

    def clear(self) -> None:
        """Keep nothing of it."""
        with self._making:
            self._kept.clear()


def forget_all() -> None:
    """Keep nothing of anything: for tests, whose databases begin anew."""
    for one in _all:
        one.clear()
