import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from madang.intake.receiver import Receiver


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
            receiver.start()
        except OSError as error:
            raise CommandError(
                f"The mail receiver can't listen on {settings.MADANG.bind}:{settings.MADANG.smtp_port} ({error}). "
                "Set MADANG_SMTP_PORT to a free port."
            ) from error
        ended.wait()
        receiver.stop()
