"""Numbers of rows as they come with a request: anybody can write anything there."""

from collections.abc import Iterable

MOST_DIGITS = 18
"""So many fit into a column of every database."""


def number_in(written: str) -> int:
    """The number of a row that was written, 0 for anything else."""
    return int(written) if written.isdecimal() and len(written) <= MOST_DIGITS else 0


def numbers_in(written: Iterable[str]) -> list[int]:
    """Those of them that are numbers of rows."""
    return [number for one in written if (number := number_in(one))]
