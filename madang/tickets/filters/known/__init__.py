"""What can be asked of a ticket, by topic; the order is that in which people choose."""

from . import states, fields, people, segments, places, times, words  # noqa: I001  # in the order in which they are shown

__all__ = ["fields", "people", "places", "segments", "states", "times", "words"]
