"""The senders of one process, each in a thread of its own."""

from collections.abc import Callable

from madang.lib.loops import Loop

from .circuits import Circuits
from .sender import Sender

SENDERS = 4
"""Mails that are handed over at once by one process."""


class Crew:
    """`name` is the process's own among all, `is_alive` tells of another's name whether it runs."""

    def __init__(self, name: str, *, is_alive: Callable[[str], bool]) -> None:
        circuits = Circuits(SENDERS)
        self._senders = [Sender(name, is_alive=is_alive, circuits=circuits) for _ in range(SENDERS)]
        # One looks each second; the others are woken with it, and look by themselves now and then.
        self.loops = tuple(
            Loop(f"sender {place}", sender.step, every=1.0 if place == 1 else 5.0)
            for place, sender in enumerate(self._senders, 1)
        )

    def wake(self) -> None:
        """Something was queued."""
        for loop in self.loops:
            loop.wake()

    def release_of_the_dead(self) -> None:
        """Give back what processes had in hand that ended without a word."""
        self._senders[0].release_of_the_dead()
