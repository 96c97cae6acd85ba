"""What can happen to the desk's inboxes."""

from dataclasses import dataclass

from madang.history.kinds import declare


@dataclass(frozen=True, slots=True)
class OfBrand:
    """The id of the brand whose inbox it is."""

    brand: int


@dataclass(frozen=True, slots=True)
class InboxFieldsChanged:
    """The names of the fields that have another value now."""

    fields: tuple[str, ...]


INBOX_MADE = declare("inbox.made", OfBrand)
INBOX_CHANGED = declare("inbox.changed", InboxFieldsChanged)
