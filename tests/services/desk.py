"""Real desks: `madang` as processes of their own, on free ports, over a data folder of their own."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.services.migrated import copy_migrated
from tests.services.ports import free_port, wait_until_open

ROOT = Path(__file__).resolve().parent.parent.parent


class LiveDesk:
    """One installation and its running processes.

    `start("serve")` runs the whole as `make run` does; `start("web")`, `start("work")` and `start("receive")` run
    its parts. Everything that was started is killed by `stop_all()`, children of children too. On SQLite its
    tables are there already, unless it is `from_nothing`.
    """

    def __init__(
        self,
        data: Path,
        *,
        database_url: str = "",
        redis_url: str = "",
        settings: Mapping[str, str],
        from_nothing: bool = False,
    ) -> None:
        self.data = data
        self.port = free_port()
        self.smtp_port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MADANG_")},
            "MADANG_DATA": str(data),
            "MADANG_PORT": str(self.port),
            "MADANG_SMTP_PORT": str(self.smtp_port),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            **settings,
        }
        self.log = data / "log"
        data.mkdir(parents=True, exist_ok=True)
        if not database_url and not from_nothing:
            copy_migrated(data / "madang.sqlite3")

    def madang(self, *arguments: str, stdin: bytes = b"", check: bool = True, timeout: float = 120) -> str:
        """Run one command to its end and give what it printed; AssertionError with its words when it fails."""
        finished = subprocess.run(
            self._command(*arguments), env=self.environment, input=stdin, capture_output=True, timeout=timeout
        )
        words = finished.stdout.decode()
        assert not check or finished.returncode == 0, (
            f"madang {' '.join(arguments)}: {words}{finished.stderr.decode()}"
        )
        return words

    def start(self, *arguments: str, settings: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a command that stays; returns at once."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self._command(*arguments),
                env={**self.environment, **(settings or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def serve(self, *, seconds: float = 60) -> subprocess.Popen[bytes]:
        """Start everything and return when pages and the mail receiver answer."""
        process = self.start("serve")
        self.wait_until_ready(seconds=seconds)
        wait_until_open(self.smtp_port, seconds=seconds)
        return process

    def wait_until_ready(self, *, seconds: float = 60) -> None:
        """Return when /readyz answers 200; AssertionError with the log when it does not within `seconds`."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                ended = [process.returncode for process in self.processes if process.poll() is not None]
                assert time.monotonic() < deadline, f"not ready after {seconds:.0f} s:\n{self.words()}"
                assert not ended or len(ended) < len(self.processes), f"ended with {ended}:\n{self.words()}"
                time.sleep(0.05)

    def words(self) -> str:
        """All that the processes have printed so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 a process and all of its descendants at once, as a power cut would."""
        for pid in [process.pid, *descendants(process.pid)]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait(timeout=30)

    def end(self, process: subprocess.Popen[bytes], *, seconds: float = 30) -> int:
        """SIGTERM a process and give its exit code; TimeoutExpired when it stays longer than `seconds`."""
        process.terminate()
        return process.wait(timeout=seconds)

    def kill_part(self, name: str) -> None:
        """kill -9 one of the parts that `serve` runs: "web" or "work"."""
        part = next(pid for pid in self.left_behind() if arguments_of(pid)[-1:] == [name])
        os.kill(part, signal.SIGKILL)

    def left_behind(self) -> list[int]:
        """The processes of this installation that live, whoever their parent is by now."""
        mine = f"MADANG_DATA={self.data}".encode()
        return [pid for pid in everyone() if mine in environment_of(pid)]

    def stop_all(self) -> None:
        """Kill whatever still runs."""
        for process in self.processes:
            self.kill(process)
        for pid in self.left_behind():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "madang", *arguments]


def descendants(pid: int) -> list[int]:
    """The ids of all processes under `pid`, read from /proc."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [below for child in map(int, children) for below in (child, *descendants(child))]


def everyone() -> list[int]:
    """The ids of all processes that live; one that ended but wasn't waited for is not among them."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and arguments_of(int(entry.name))
    ]


def arguments_of(pid: int) -> list[str]:
    """A process's command line; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []


def environment_of(pid: int) -> list[bytes]:
    """What a process was started with, as NAME=value; empty for another person's process."""
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def memory(pid: int) -> int:
    """Bytes that a process and all under it hold, shared pages counted once (PSS)."""
    kilobytes = 0
    for one in [pid, *descendants(pid)]:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes * 1024
