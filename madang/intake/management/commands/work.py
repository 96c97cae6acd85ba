import functools
import logging
import signal
import threading
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.delivery.crew import Crew
from madang.delivery.queueing import TOPIC as DELIVERY
from madang.intake.accept import take_waiting
from madang.intake.claiming import release_of_the_dead
from madang.intake.mailboxes.keeper import Keeper
from madang.intake.mailboxes.topic import TOPIC as MAILBOXES
from madang.intake.receiver import Receiver, ReceiverCannotListen, started_receivers
from madang.intake.store import TOPIC as INTAKE
from madang.lib.jobs import Worker
from madang.lib.loops import Loop
from madang.lib.pubsub import listen
from madang.lib.workers import WorkerLife, is_alive

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`madang work`: take mail, run jobs and timers, send, until SIGTERM."""

    help = "Run mail, jobs and timers."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-receiver", action="store_true", help="leave the mail receiver to `receive`")

    def handle(self, *args: Any, **options: Any) -> None:
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        receivers = [] if options["no_receiver"] else _listening()

        life = WorkerLife()
        crew = Crew(life.name, is_alive=is_alive)

        def rescue() -> bool:
            """Give back what processes had in hand that ended without a word."""
            crew.release_of_the_dead()
            release_of_the_dead(life.name, is_alive=is_alive)
            return False

        intake = Loop("intake", functools.partial(take_waiting, life.name))
        keeper = Keeper(life.name, is_alive=is_alive)
        mailboxes = Loop("mailboxes", keeper.step, every=2.0)

        def look(payload: Mapping[str, object]) -> None:
            mailboxes.wake()
            keeper.wake(payload)

        loops = (intake, mailboxes, *crew.loops, Loop("rescue", rescue, every=15.0))
        worker = Worker(stop=ended, life=life)
        jobs = threading.Thread(target=worker.run, name="jobs")
        heard = {INTAKE: lambda _: intake.wake(), DELIVERY: lambda _: crew.wake(), MAILBOXES: look}
        with listen(heard):
            for thread in (*loops, jobs):
                thread.start()
            log.info("working", extra={"worker": life.name})
            ended.wait()

            # Nothing new comes in, what is in hand is finished, the rest stays queued.
            for receiver in receivers:
                receiver.stop()
            for loop in loops:
                loop.stop()
            keeper.stop()
            for thread in (*loops, jobs):
                thread.join(timeout=15)
        life.end()


def _listening() -> list[Receiver]:
    try:
        return started_receivers()
    except ReceiverCannotListen as error:
        raise CommandError(str(error)) from error
