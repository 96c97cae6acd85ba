"""Tells those who have a ticket open who else has."""

import asyncio
import logging

from madang.lib.pubsub import Listener

from .frames import frame
from .hub import Hub
from .presence import Presence, Sign

log = logging.getLogger(__name__)

TOPIC = "presence"
"""The topic on which processes tell each other the signs that pages gave."""


class Attendance:
    """Hears the signs of presence of all processes and passes what changed on to this one's readers."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._presence = Presence()

    async def listen(self) -> None:
        """Take in signs, for ever."""
        async with Listener(TOPIC, size=1000) as signs:
            async for _, payload in signs:
                try:
                    sign = Sign.of_payload(payload)
                except (KeyError, TypeError, ValueError):
                    log.warning("a sign of presence could not be read")
                    continue
                # Who gave the sign is told in any case: what it was told before may have got lost.
                changed = self._presence.take(sign)
                self._tell(sign.ticket, only=None if changed else sign.person)

    async def watch(self) -> None:
        """Let go of those who said nothing for too long, for ever."""
        while True:
            await asyncio.sleep(1)
            for ticket in self._presence.expire():
                self._tell(ticket)

    def _tell(self, ticket: int, *, only: int | None = None) -> None:
        told = self._presence.viewers(ticket)
        if only is not None:
            told &= {only}
        if not told:
            return
        for reader in self._hub.readers:
            if reader.person_id in told:
                people = self._presence.people(ticket, for_person=reader.person_id)
                words = frame("presence", {"ticket": ticket, "people": people})
                reader.put(words, position=self._hub.position or 0)
