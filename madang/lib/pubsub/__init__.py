"""Wake-ups between processes: small, quick, and allowed to get lost.

    transaction.on_commit(lambda: publish("events", {"ticket": 5}))

    with listen({"events": lambda payload: …}): …          # called in a thread of the listener

    async with Listener("events") as listener:             # in an event loop, any number of them
        async for topic, payload in listener: …

Whoever must not miss a change also looks at the database by itself every few seconds.

They travel by Redis when there is one, else by PostgreSQL's NOTIFY, and over sockets in the data folder when
the database is SQLite.
"""

from .listening import Listener, listen
from .publishing import publish

__all__ = ["Listener", "listen", "publish"]
