"""Wake-ups by Redis."""

from collections.abc import Iterator

import redis

from .transports import Stop

_PATIENCE = 1.0
_LOOK_FOR_THE_END = 0.2


class RedisChannel:
    """One channel of a Redis server for each desk."""

    def __init__(self, url: str, *, desk: str) -> None:
        self._client = redis.Redis.from_url(
            url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, health_check_interval=30
        )
        # Redis' channels don't belong to its numbered databases, so the number is part of the name.
        number = self._client.connection_pool.connection_kwargs.get("db", 0)
        self._channel = f"madang:{number}:{desk}"

    def send(self, packet: bytes) -> None:
        self._client.publish(self._channel, packet)

    def receive(self, stop: Stop) -> Iterator[bytes]:
        channel: redis.client.PubSub
        with self._client.pubsub() as channel:  # type: ignore[no-untyped-call]  # redis-py leaves it out
            channel.subscribe(self._channel)
            while not stop.is_set():
                notice = channel.get_message(timeout=_LOOK_FOR_THE_END)
                if notice is None:
                    continue
                if notice["type"] == "subscribe":
                    yield b""
                elif notice["type"] == "message":
                    yield notice["data"]
