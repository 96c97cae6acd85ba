"""Run a `madang` command that is killed with -9 at a chosen point, as a power cut would.

    python -m tests.crashes.dying before madang.intake.accept:take_waiting 1 work

The point is a function `module:name` or `module:Class.name`; the process dies before or after its Nth call.
"""

import functools
import importlib
import os
import signal
import sys
from typing import Any


def main() -> None:
    """Set the trap, then run the command."""
    when, point, nth, *command = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    import django

    django.setup()
    set_trap(when, point, int(nth))
    from django.core.management import execute_from_command_line

    execute_from_command_line(["madang", *command])


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
