"""Worker: does jobs in threads of the process that runs it."""

import logging
import threading
import time
from collections.abc import Sequence

from django.db import connections
from django.utils.module_loading import autodiscover_modules

from madang.lib.pubsub import listen
from madang.lib.workers import WorkerLife

from .backend import TOPIC
from .choosing import store
from .crew import Crew, Runner
from .keeper import Keeper
from .timekeeper import Timekeeper

log = logging.getLogger("madang.lib.jobs")

LEASE = 30.0
GRACE = 12.0
"""Less than a supervisor waits before it kills."""

_TICK = 0.25


class Worker:
    """Does the jobs of some queues until it is told to stop.

    `queues` are names, None for all. `stop` is an event that ends it, when others wait for the same.
    `lease` is after how many seconds of silence a worker of another host is taken for dead; one of the same
    host is known to be dead at once. `grace` is how many seconds the jobs in hand may take to finish at the
    end. `poll` is how often a thread looks for work when nothing wakes it. `timers` says whether this worker
    may call the functions declared with @every. `life` is the process's sign of life when it has one already;
    it must stay up until the process ends.
    """

    def __init__(
        self,
        queues: Sequence[str] | None = None,
        *,
        threads: int = 2,
        stop: threading.Event | None = None,
        lease: float = LEASE,
        grace: float = GRACE,
        poll: float = 1.0,
        timers: bool = True,
        life: WorkerLife | None = None,
    ) -> None:
        self._queues = None if queues is None else tuple(queues)
        self._threads = threads
        self._ending = stop or threading.Event()
        self._lease = lease
        self._grace = grace
        self._poll = poll
        self._timers = timers
        self._life = life

    def stop(self) -> None:
        """Finish the jobs in hand, give the others back, and return from run(). Any thread may call it."""
        self._ending.set()

    def run(self) -> None:
        """Work until stop() is called or the event given as `stop` is set; then everything is handed back."""
        # Importing declares the timers; jobs are found by their names.
        autodiscover_modules("jobs")
        place = store()
        life = self._life or WorkerLife()
        place.enter(life.name)
        crew = Crew(
            [
                Runner(place, life.name, queues=self._queues, ending=self._ending, poll=self._poll)
                for _ in range(self._threads)
            ]
        )
        timekeeper = Timekeeper(place.leadership(), ending=self._ending) if self._timers else None
        keeper = Keeper(place, life.name, crew=crew, lease=self._lease)
        with listen({TOPIC: lambda _: crew.wake_one()}):
            crew.start()
            if timekeeper is not None:
                timekeeper.start()
            while not self._ending.wait(_TICK):
                keeper.look()
            crew.wake_all()
            deadline = time.monotonic() + self._grace
            for thread in (*crew.runners, *([timekeeper] if timekeeper else [])):
                thread.join(max(0.0, deadline - time.monotonic()))
        if not _late(crew):
            place.leave(life.name)
            if self._life is None:
                life.end()
        connections.close_all()


def _late(crew: Crew) -> bool:
    """Whether a job outlasts the end. All else in its thread's hand is given back.

    The worker's sign of life stays up then, so that the job is handed back when the process has really ended.
    """
    late = [runner for runner in crew.runners if runner.is_alive()]
    for runner in late:
        runner.give_back()
        log.warning("a job takes longer than the end may last", extra={"seconds": runner.hand.seconds()})
    return bool(late)
