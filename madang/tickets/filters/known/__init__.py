"""What can be asked of a ticket, by topic; the order is that in which people choose."""

from . import states, fields, people, places, times, words  # noqa: I001  # in the order in which they are shown

__all__ = ["fields", "people", "places", "states", "times", "words"]
