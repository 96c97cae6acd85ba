"""HTTP to servers that somebody named: where it may lead is judged for each connection, and it ends in
time."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

Connect = Callable[[str, int, float], socket.socket]
"""Opens a connection to a host and port within so many seconds."""


class GuardedSession(requests.Session):
    """A session whose connections are opened by `connect`.

    It follows no redirects, which would carry keys elsewhere, and knows nothing of the environment's proxies
    and password files. What `connect` raises comes through.
    """

    def __init__(self, connect: Connect, *, seconds: float) -> None:
        """`seconds` is how long to wait for a connection, and for each piece of an answer."""
        super().__init__()
        self.trust_env = False
        self.headers["User-Agent"] = "Madang"
        self._seconds = seconds
        self._open: WeakSet[HTTPConnection] = WeakSet()
        adapter = _Adapter(connect, seconds=seconds, opened=self._open)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def request(self, *args: Any, **named: Any) -> requests.Response:
        named["allow_redirects"] = False
        named["timeout"] = self._seconds
        return super().request(*args, **named)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Hang up after so many seconds in all: who sends a letter a minute never times out."""
        timer = threading.Timer(seconds, self._hang_up)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _hang_up(self) -> None:
        for connection in list(self._open):
            sock = connection.sock
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    def __init__(self, connect: Connect, *, seconds: float, opened: WeakSet[HTTPConnection]) -> None:
        self._pools = _pools(connect, seconds=seconds, opened=opened)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        # The machine's own certificates count too, as they do for SMTP.
        super().init_poolmanager(*args, ssl_context=ssl.create_default_context(), **named)
        self.poolmanager.pool_classes_by_scheme = self._pools


def _pools(
    connect: Connect, *, seconds: float, opened: WeakSet[HTTPConnection]
) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            opened.add(self)
            return connect(self.host, self.port or 80, seconds)

    class Encrypted(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            opened.add(self)
            return connect(self.host, self.port or 443, seconds)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
