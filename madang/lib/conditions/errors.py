"""Why something is no conditions; whoever shows it puts it into the reader's words."""

from collections.abc import Sequence


class Wrong(Exception):
    """It can't be read. `place` leads to it: the index in each group from the outermost on."""

    def __init__(self, place: Sequence[int] = ()) -> None:
        super().__init__(f"{type(self).__name__} at {list(place)}")
        self.place = tuple(place)


class UnknownShape(Wrong):
    """It is neither a group nor a condition."""


class UnknownVersion(Wrong):
    """It was written by a newer program."""


class TooDeep(Wrong):
    """Groups lie in one another more often than is allowed."""


class TooMany(Wrong):
    """There are more conditions than are allowed."""


class UnknownAttribute(Wrong):
    """Nothing is known of this attribute; it may have been removed."""

    def __init__(self, attribute: str, place: Sequence[int] = ()) -> None:
        super().__init__(place)
        self.attribute = attribute


class UnknownOperator(Wrong):
    """The attribute can't be asked that."""

    def __init__(self, attribute: str, operator: str, place: Sequence[int] = ()) -> None:
        super().__init__(place)
        self.attribute, self.operator = attribute, operator


class WrongValue(Wrong):
    """The value doesn't fit the question. `kind` is the name of the reader that refused it."""

    def __init__(self, attribute: str, operator: str, kind: str, place: Sequence[int] = ()) -> None:
        super().__init__(place)
        self.attribute, self.operator, self.kind = attribute, operator, kind
