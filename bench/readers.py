"""From an event's commit to the moment every open stream has told its reader."""

import asyncio
import resource
import time
from pathlib import Path

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import transaction

from madang.history.recording import stroke
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.services.desk import arguments_of, environment_of, everyone

from .figures import percentile
from .sessions import cookies

STREAMS_A_PERSON = 25
EVENTS = 30


def measure(readers: int) -> dict[str, str]:
    """Median and 95th percentile over all readers, and what one costs the web process."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    return asyncio.run(_measure(readers))


async def _measure(readers: int) -> dict[str, str]:
    web = _web_process()
    keys = await sync_to_async(cookies)(readers, a_person=STREAMS_A_PERSON)
    before = _resident(web)
    lines = [_Line() for _ in range(readers)]
    for first in range(0, readers, 50):
        part = zip(lines[first : first + 50], keys[first : first + 50], strict=True)
        await asyncio.gather(*(line.open(cookie) for line, cookie in part))
    await asyncio.sleep(1)
    after = _resident(web)

    delays: list[float] = []
    for number in range(EVENTS):
        for line in lines:
            line.heard.clear()
        committed = await asyncio.to_thread(_happen, number)
        async with asyncio.timeout(30):
            await asyncio.gather(*(line.heard.wait() for line in lines))
        delays.extend(line.at - committed for line in lines)
        await asyncio.sleep(0.1)
    median, slow = percentile(delays, 0.5) * 1000, percentile(delays, 0.95) * 1000
    each = f", {(after - before) / readers:.0f} KB a reader" if readers >= 100 else ""
    return {f"from commit to {readers:,} open streams": f"{median:.0f} / {slow:.0f} ms{each}"}


class _Line:
    def __init__(self) -> None:
        self.heard = asyncio.Event()
        self.at = 0.0

    async def open(self, cookie: str) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", settings.MADANG.port)
        named = f"Cookie: {settings.SESSION_COOKIE_NAME}={cookie}"
        self._writer.write(f"GET /desk/live HTTP/1.1\r\nHost: 127.0.0.1\r\n{named}\r\n\r\n".encode())
        said = await reader.readuntil(b"event: hello")
        assert said.startswith(b"HTTP/1.1 200"), said[:60]
        self._reading = asyncio.create_task(self._read(reader))

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while piece := await reader.read(4096):
            if b"event: hint" in piece:
                self.at = time.monotonic()
                self.heard.set()


def _happen(number: int) -> float:
    """Something happens to a ticket; the moment it was committed, before anybody is woken."""
    committed: list[float] = []
    ticket = Ticket.objects.filter(is_open=True).latest("pk")
    with stroke():
        transaction.on_commit(lambda: committed.append(time.monotonic()))
        actions.change_subject(ticket, to=f"Measured {number} at {time.monotonic()}", by=None)
    return committed[0]


def _web_process() -> int:
    mine = f"MADANG_DATA={settings.MADANG.data}".encode()
    return next(
        one for one in everyone() if arguments_of(one)[-1:] == ["web"] and mine in environment_of(one)
    )


def _resident(process: int) -> float:
    """Kilobytes that a process holds."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith("Pss:"))
