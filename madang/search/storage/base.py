"""What each database does for the index."""

from collections.abc import Collection, Sequence
from typing import Protocol

from madang.lib.text.queries import Condition

from .rows import Candidate, MessageEntry, PersonEntry

BEYOND_ALL = 2**62
"""Greater than every id."""


class Storage(Protocol):
    """Every write happens in the transaction under way; ids that aren't there are passed over."""

    def put_messages(self, entries: Sequence[MessageEntry]) -> None:
        """Index messages, in place of what was indexed of them before."""

    def drop_messages(self, ids: Collection[int]) -> None:
        """Take messages out of the index, with every token of them."""

    def put_people(self, entries: Sequence[PersonEntry]) -> None:
        """Index people, in place of what was indexed of them before."""

    def drop_people(self, ids: Collection[int]) -> None:
        """Take people out of the index, with every token of them."""

    def clear(self) -> None:
        """Empty the index."""

    def find_messages(
        self, condition: Condition, *, below: int, limit: int, internal: bool
    ) -> list[Candidate]:
        """The newest `limit` messages that meet the condition and have a smaller id than `below`.

        Internal ones are among them only with `internal`.
        """

    def find_among_messages(
        self, condition: Condition, ids: Sequence[int], *, internal: bool
    ) -> list[Candidate]:
        """The same among few messages, named by their ids, the newest first."""

    def find_people(self, condition: Condition, *, limit: int, below: int = BEYOND_ALL) -> list[int]:
        """The ids of the newest `limit` people who meet the condition and have a smaller id than `below`."""

    def find_among_people(self, condition: Condition, ids: Sequence[int], *, limit: int) -> list[int]:
        """The same among few people, named by their ids, the newest first."""
