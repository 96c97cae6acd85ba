import time
from collections.abc import Callable


def wait_until(happened: Callable[[], bool], *, seconds: float = 20.0) -> None:
    """Return once it has happened; AssertionError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"it has not happened within {seconds:g} s"
        time.sleep(0.002)
