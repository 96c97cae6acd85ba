"""A process that works off jobs: `working.py DATABASE [SECONDS OF GRACE]`, until SIGTERM."""

import signal
import sys
from typing import Any

import django
from django.conf import settings


def main() -> None:
    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    # Only what jobs need: the process is up in a fraction of the time.
    settings.INSTALLED_APPS = ["django.contrib.contenttypes", "django_tasks", "madang.lib.jobs"]
    django.setup()
    from madang.lib.jobs import Worker
    from madang.lib.jobs.worker import GRACE

    worker = Worker(grace=float(sys.argv[2]) if len(sys.argv) > 2 else GRACE, lease=2.0)

    def end(*_: Any) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, end)
    worker.run()
    print("ended", flush=True)


if __name__ == "__main__":
    main()
