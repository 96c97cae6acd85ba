"""Tells the open pages of some people that there is something new for them alone."""

import logging

from madang.lib.pubsub import Listener

from .frames import frame
from .hub import Hub

log = logging.getLogger(__name__)

TOLD = "told"
"""The topic on which is said who was told something: `{"people": [ids]}`."""


class Told:
    """Hears who was told something and lets their pages ask again."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    async def listen(self) -> None:
        """Pass on, for ever."""
        async with Listener(TOLD, size=1000) as heard:
            async for _, payload in heard:
                try:
                    people = {int(one) for one in payload["people"]}
                except (KeyError, TypeError, ValueError):
                    log.warning("who was told something could not be read")
                    continue
                for reader in self._hub.readers:
                    if reader.person_id in people:
                        reader.put(frame("told", {}), position=self._hub.position or 0)
