"""listen() for threads, Listener for event loops."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, Self

from .hub import Subscription, hub


@contextlib.contextmanager
def listen(handlers: Mapping[str, Callable[[dict[str, Any]], object]]) -> Iterator[None]:
    """Call `handlers[topic](payload)` for each wake-up of these topics, while the context is open.

    They are called in one thread for the whole process, so they should only note the news (set an event).
    What is published after the context was entered arrives, as long as the way to others is up.
    """

    def call(topic: str, payload: dict[str, Any]) -> None:
        handlers[topic](payload)

    subscription = Subscription(topics=frozenset(handlers), call=call)
    hub().add(subscription)
    try:
        yield
    finally:
        hub().remove(subscription)


class Listener:
    """The wake-ups of some topics for one reader in an event loop.

    `size` are kept for a slow reader; then the oldest are dropped, and `dropped` counts them.
    """

    def __init__(self, *topics: str, size: int = 100) -> None:
        self.dropped = 0
        self._subscription = Subscription(topics=frozenset(topics), call=self._arrived)
        self._waiting: deque[tuple[str, dict[str, Any]]] = deque(maxlen=size)
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        adding = asyncio.create_task(asyncio.to_thread(hub().add, self._subscription))
        try:
            await asyncio.shield(adding)
        except asyncio.CancelledError:
            # The thread can't be called back, so what it adds is taken away again.
            await adding
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *failure: object) -> None:
        self._loop = None
        await asyncio.to_thread(hub().remove, self._subscription)

    def __aiter__(self) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        return self

    async def __anext__(self) -> tuple[str, dict[str, Any]]:
        """The next topic and payload; waits for it. May be cancelled, nothing is lost."""
        while not self._waiting:
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()

    def _arrived(self, topic: str, payload: dict[str, Any]) -> None:
        loop = self._loop
        if loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
                loop.call_soon_threadsafe(self._note, topic, payload)

    def _note(self, topic: str, payload: dict[str, Any]) -> None:
        if len(self._waiting) == self._waiting.maxlen:
            self.dropped += 1
        self._waiting.append((topic, payload))
        self._news.set()
