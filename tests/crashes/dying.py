"""`madang work` that is killed with -9 at a chosen point, as a power cut would.

`python -m tests.crashes.dying` has loaded all of Madang and waits. Each line of its input is a JSON list,
`["before", "madang.intake.accept:take_waiting", 1, "work"]`: a process is made of it in which the function
`module:name` or `module:Class.name` kills at once before or after its Nth call. Its number is printed when it
was started, and how it ended (-9) when it has.
"""

import functools
import importlib
import json
import os
import signal
import sys
from typing import Any


def main() -> None:
    """Load everything once, then start one process after the other."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    import django

    django.setup()
    importlib.import_module("madang.intake.management.commands.work")
    for line in sys.stdin:
        when, point, nth, *command = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _run(when, point, nth, command)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(when: str, point: str, nth: int, command: list[str]) -> None:
    """Set the trap and run the command; this process ends with it."""
    from django.core.management import execute_from_command_line

    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    set_trap(when, point, nth)
    execute_from_command_line(["madang", *command])
    os._exit(0)


def set_trap(when: str, point: str, nth: int) -> None:
    """Replace the function by one that kills this process `when` ("before" or "after") its Nth call."""
    module_name, _, path = point.partition(":")
    owner: Any = importlib.import_module(module_name)
    *between, name = path.split(".")
    for part in between:
        owner = getattr(owner, part)
    real = getattr(owner, name)
    calls = 0

    @functools.wraps(real)
    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        last = calls == nth
        if last and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **kwargs)
        if last and when == "after":
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)


if __name__ == "__main__":
    main()
