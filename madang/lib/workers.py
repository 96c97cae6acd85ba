"""Which worker processes of this host run: each holds a lock on a file of its own as long as it lives.

The kernel lets go of the lock however the process ends, so that nobody has to guess by process ids.
"""

import fcntl
import os
import secrets
from pathlib import Path

from django.conf import settings


class WorkerLife:
    """This process's sign of life; `name` is its own among all workers of all hosts."""

    def __init__(self) -> None:
        self.name = f"{os.uname().nodename[:40]}.{secrets.token_hex(6)}"
        self._path = _folder() / self.name
        self._file = self._path.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def end(self) -> None:
        """Take the sign down."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def is_alive(name: str) -> bool:
    """Whether the worker of that name runs; one of another host counts as running, its claims end by time."""
    # On SQLite all workers share one folder, also when the host (a container) has another name since.
    if settings.MADANG.on_postgres and not name.startswith(f"{os.uname().nodename[:40]}."):
        return True
    path = _folder() / name
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    path.unlink(missing_ok=True)
    return False


def _folder() -> Path:
    folder: Path = settings.MADANG.data / "workers"
    return folder
