"""One thread of its own for the database, beside the event loop."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection

P = ParamSpec("P")
R = TypeVar("R")


class DatabaseThread:
    """Runs functions one after another, always in the same thread and over the same connection.

    After an error of the connection the next function gets a new one.
    """

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def do(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function in the thread; its errors are raised here."""

        def healthy() -> R:
            try:
                return function(*args, **kwargs)
            except (OperationalError, InterfaceError):
                connection.close()
                raise
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._executor, healthy)

    async def end(self, *, seconds: float = 0.5) -> None:
        """Close the connection and let the thread go; what still waits is not run."""
        with contextlib.suppress(TimeoutError, RuntimeError):
            async with asyncio.timeout(seconds):
                await self.do(_close)
        self._executor.shutdown(wait=False, cancel_futures=True)


def _close() -> None:
    # Looked up here: `connection.close`, named in another thread, would be that thread's connection.
    connection.close()
