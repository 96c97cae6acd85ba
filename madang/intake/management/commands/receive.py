import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from madang.intake.receiver import ReceiverCannotListen, started_receivers


class Command(BaseCommand):
    """`madang receive`: take mail by SMTP and LMTP until SIGTERM."""

    help = "Receive mail."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        ended = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
        try:
            receivers = started_receivers()
        except ReceiverCannotListen as error:
            raise CommandError(str(error)) from error
        ended.wait()
        for receiver in receivers:
            receiver.stop()
