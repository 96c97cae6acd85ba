"""Processes of a desk that die at a chosen point, made by one that has loaded everything (tests/crashes/dying.py)."""

import json
import os
import select
import signal
import subprocess
import sys
from contextlib import suppress

from tests.services.desk import LiveDesk


class Doomed:
    """Starts a desk's processes that will die, one at a time."""

    def __init__(self, desk: LiveDesk) -> None:
        with desk.log.open("ab") as log:
            self._maker = subprocess.Popen(
                [sys.executable, "-m", "tests.crashes.dying"],
                env=desk.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        desk.processes.append(self._maker)

    def start(self, when: str, point: str, nth: int, *command: str) -> "Dying":
        """Start `madang COMMAND`, which dies `when` ("before" or "after") the Nth call of the point."""
        assert self._maker.stdin is not None
        self._maker.stdin.write(json.dumps([when, point, nth, *command]).encode() + b"\n")
        self._maker.stdin.flush()
        return Dying(self._maker)


class Dying:
    """One of them."""

    def __init__(self, maker: subprocess.Popen[bytes]) -> None:
        assert maker.stdout is not None
        self._said = maker.stdout
        self._pid = int(self._said.readline())
        self._code: int | None = None

    def died(self, *, seconds: float) -> bool:
        """Whether it was killed at its point within `seconds`."""
        if self._code is None and select.select([self._said], [], [], seconds)[0]:
            self._code = int(self._said.readline())
        return self._code == -9

    def kill(self) -> None:
        """Kill it although it never came to its point."""
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self.died(seconds=30)
