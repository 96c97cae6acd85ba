"""`madang serve`: one parent that starts the children and ends them cleanly.

Django is not imported here, so that the parent stays small.
"""

import ctypes
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from madang.setup.key import printed_key

from .environment import Environment

PATIENCE = 20.0
"""Seconds that children get to finish what they have in hand."""

PARTS_BEGIN_WITHIN = 5.0
"""Seconds after which the address is printed once pages answer, whatever the other part does."""

CHILDREN = ("web", "work")


@dataclass(slots=True)
class Child:
    """One child process and when it was last started."""

    name: str
    process: subprocess.Popen[bytes]
    started: float
    failures: int = 0


@dataclass(slots=True)
class Supervisor:
    """Starts the children, restarts one that died, and passes the end on to all."""

    environment: Environment
    ending: bool = False
    children: list[Child] = field(default_factory=list)

    def run(self) -> int:
        """Serve until told to end; returns the exit code."""
        signal.signal(signal.SIGTERM, self._end)
        signal.signal(signal.SIGINT, self._end)
        # Django's checks of the code are for the tests; here they would double the time of a start.
        migrated = subprocess.run(_command("migrate", "--verbosity", "0", "--skip-checks"), check=False)
        if migrated.returncode != 0:
            return migrated.returncode
        self.children = [self._start(name) for name in CHILDREN if not self.ending]
        greeted = False
        while not self.ending:
            time.sleep(0.1)
            self._mend()
            greeted = greeted or self._greet()
        return self._finish()

    def _greet(self) -> bool:
        """Say where the desk is once all of it has begun; returns whether that was said.

        It is the last that a start prints: what the parts have to say stands above it.
        """
        began = max((child.started for child in self.children), default=0.0)
        all_began = self._answers(self.environment.port) and self._answers(self.environment.smtp_port)
        waited = time.monotonic() - began > PARTS_BEGIN_WITHIN
        if not all_began and not (waited and self._answers(self.environment.port)):
            return False
        key = printed_key(self.environment.data)
        if key:
            print(f"\nFrom another machine, the first set-up asks for this key: {key}", flush=True)
        print(f"\nCtrl-C ends it. Madang is ready: {self.environment.url}\n", flush=True)
        return True

    def _answers(self, port: int) -> bool:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.environment.bind, self.environment.bind)  # noqa: S104  # asked, not bound
        try:
            socket.create_connection((host, port), timeout=0.2).close()
        except OSError:
            return False
        return True

    def _start(self, name: str, failures: int = 0) -> Child:
        # Its own session: Ctrl-C in the terminal reaches the parent alone, who ends the children in order.
        process = subprocess.Popen(_command(name), start_new_session=True, preexec_fn=_end_with_the_parent)
        return Child(name=name, process=process, started=time.monotonic(), failures=failures)

    def _mend(self) -> None:
        for place, child in enumerate(self.children):
            code = child.process.poll()
            if code is None or self.ending:
                continue
            lived = time.monotonic() - child.started
            failures = child.failures + 1 if lived < 10 else 1
            if failures > 5:
                print(f"madang: {child.name} ended {failures} times at once; giving up.", file=sys.stderr)
                self.ending = True
                return
            print(f"madang: {child.name} ended with {code}; starting it again.", file=sys.stderr)
            time.sleep(min(0.2 * 2**failures, 5))
            self.children[place] = self._start(child.name, failures)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True

    def _finish(self) -> int:
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        worst = 0
        for child in self.children:
            try:
                code = child.process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
                print(
                    f"madang: {child.name} didn't end in {PATIENCE:.0f} s and was stopped.", file=sys.stderr
                )
                code = 1
            worst = max(worst, 0 if code in {0, -signal.SIGTERM} else 1)
        return worst


def serve(environment: Environment) -> int:
    """Start everything and stay until SIGTERM or Ctrl-C; returns the exit code."""
    return Supervisor(environment).run()


def _end_with_the_parent() -> None:
    """Have the kernel end this child when the parent is killed: an orphan would hold the ports."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


_PR_SET_PDEATHSIG = 1  # prctl(2)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "madang", *arguments]
