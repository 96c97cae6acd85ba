"""A team at work: many agents who each open, write or move something every five seconds, all of them live.

Each has a stream open, as a browser's tab has, and asks again for counts, rows and the open ticket when a
hint comes, gathered as realtime/gathering.js does. The measuring process shares the machine with the desk.
"""

import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial

from django.conf import settings

from .browser import Client, in_threads
from .figures import in_ms
from .sessions import cookies

EVERY = 5.0
WARM = 10.0
SECONDS = 60.0
TOGETHER, SHARE, LONGEST = 1.0, 8, 5.0  # as in realtime/gathering.js
LIST, PAGES = "open", 5


def measure(agents: int) -> dict[str, str]:
    """What pages take, and what is asked again after hints; median and 95th percentile."""
    keys = cookies(agents, a_person=1)
    team = [Agent(key, place) for place, key in enumerate(keys)]
    began = time.monotonic()
    in_threads(
        [partial(agent.work, began, began + EVERY * place / agents) for place, agent in enumerate(team)]
    )
    result = {}
    for what, words in (
        ("open", "opens a ticket"),
        ("write", "writes a note"),
        ("move", "changes something"),
    ):
        result[f"{agents} agents at work: one {words}"] = in_ms(
            [one for agent in team for one in agent.taken[what]]
        )
    again = [one for agent in team for one in agent.taken["again"]]
    result[f"{agents} agents at work: asked again after a hint"] = (
        f"{in_ms(again)}, {len(again) / SECONDS:.0f} a second"
    )
    return result


class Agent:
    """One agent with one tab."""

    def __init__(self, key: str, place: int) -> None:
        self._chance = random.Random(place)  # the same work each time, nothing secret
        self._cookies = {settings.SESSION_COOKIE_NAME: key, settings.CSRF_COOKIE_NAME: "c" * 32}
        self._page, self._again = self._client(), self._client()
        self._changed: set[int] = set()
        self._lock = threading.Lock()
        self._hinted = threading.Event()
        self._open = 0
        self._spread = 0.0
        self._ends = 0.0
        self._measured_from = 0.0
        self.taken: dict[str, list[float]] = {"open": [], "write": [], "move": [], "again": []}

    def work(self, began: float, first: float) -> None:
        """Do something every five seconds until the time is over."""
        self._measured_from, self._ends = began + WARM, began + WARM + SECONDS
        numbers = self._newest()
        for background in (self._listen, self._ask_again):
            threading.Thread(target=background, daemon=True).start()
        due = first
        while (due := due + EVERY) < self._ends:
            time.sleep(max(0.0, due - time.monotonic()))
            self._do(self._chance.choice(numbers))

    def _newest(self) -> Sequence[int]:
        """The tickets that the team is at: those of the list's first pages."""
        path, numbers = f"/desk/{LIST}/rows/", list[str]()
        for _ in range(PAGES):
            rows = self._page.get(path, target="rows").decode()
            numbers += re.findall(rf"/desk/{LIST}/(\d+)/", rows)
            if (after := re.search(r"\?after=[^\"]+", rows)) is None:
                break
            path = f"/desk/{LIST}/rows/{after[0]}"
        return [int(one) for one in dict.fromkeys(numbers)]

    def _do(self, number: int) -> None:
        what = self._chance.choices(("open", "write", "move"), (6, 2, 2))[0]
        if what == "open" or not self._open:
            self._timed("open", partial(self._page.get, f"/desk/{LIST}/{number}/"))
            self._open = number
        elif what == "write":
            words = f"<p>확인했습니다 {time.time()}</p>"
            send = f"/desk/tickets/{self._open}/send/"
            self._timed("write", partial(self._page.post, send, visibility="internal", html=words))
        else:
            priority = str(self._chance.randint(1, 4))
            change = f"/desk/tickets/{self._open}/change/"
            self._timed("move", partial(self._page.post, change, priority=priority))

    def _listen(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", settings.MADANG.port, timeout=120)
        cookie = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        connection.request("GET", "/desk/live", headers={"Cookie": cookie, "Accept": "text/event-stream"})
        answer = connection.getresponse()
        named = b""
        while line := answer.readline():
            if line.startswith(b"event: "):
                named = line[7:].strip()
            elif line.startswith(b"data: ") and named == b"hint":
                hint = json.loads(line[6:])
                with self._lock:
                    self._changed.update(hint["tickets"])
                    self._spread = hint["spread"] / 1000
                self._hinted.set()

    def _ask_again(self) -> None:
        while time.monotonic() < self._ends:
            if not self._hinted.wait(1.0):
                continue
            time.sleep(self._chance.random() * self._spread)
            with self._lock:
                numbers, self._changed = sorted(self._changed), set()
                self._hinted.clear()
            began = time.monotonic()
            self._renew(numbers)
            taken = time.monotonic() - began
            time.sleep(max(0.0, max(TOGETHER, min(taken * SHARE, LONGEST)) - taken))

    def _renew(self, numbers: Sequence[int]) -> None:
        only = ",".join(map(str, numbers[:100]))
        asked = [(f"/desk/{LIST}/rows/?counts&only={only}", "rows")]
        if self._open in numbers:
            asked.append((f"/desk/{LIST}/{self._open}/", "opened"))
        for path, target in asked:
            self._timed("again", partial(self._again.get, path, target=target))

    def _timed(self, what: str, ask: Callable[[], object]) -> None:
        began = time.monotonic()
        ask()
        if self._measured_from <= began < self._ends:
            self.taken[what].append(time.monotonic() - began)

    def _client(self) -> Client:
        client = Client(settings.MADANG.port)
        client.cookies.update(self._cookies)
        return client
