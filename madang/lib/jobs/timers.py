"""@every: functions that one of the workers calls again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[[], object])


@dataclass(frozen=True, slots=True)
class Timer:
    """A function without arguments and its pause in seconds."""

    function: Callable[[], object]
    seconds: float

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"


declared: dict[str, Timer] = {}
"""Every timer of the program by name."""


def every(*, seconds: float) -> Callable[[Function], Function]:
    """Have the decorated function called every so many seconds, by one worker at a time.

    Timers are looked for in the `jobs` module of each installed app. They are called one after the other in a
    thread of their own: enqueue a job for what takes long. A new leader begins by calling each of them once,
    so a function must look by itself whether there is something to do. An error is logged, and the function
    is called again the next time.
    """

    def declare(function: Function) -> Function:
        timer = Timer(function=function, seconds=seconds)
        declared[timer.name] = timer
        return function

    return declare
