import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.intake.receiver import Receiver, ReceiverCannotListen


class Command(BaseCommand):
    """`madang receive`: take mail by SMTP until SIGTERM."""

    help = "Receive mail."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        receiver = Receiver()
        try:
            receiver.start_or_explain()
        except ReceiverCannotListen as error:
            raise CommandError(str(error)) from error
        ended.wait()
        receiver.stop()
