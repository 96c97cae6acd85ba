"""What can happen to the desk's own settings and to its brands."""

from dataclasses import dataclass

from madang.history.kinds import Nothing, declare


@dataclass(frozen=True, slots=True)
class FieldsChanged:
    """The names of the fields that have another value now."""

    fields: tuple[str, ...]


DESK_MADE = declare("desk.made", Nothing)
DESK_CHANGED = declare("desk.changed", FieldsChanged)
BRAND_MADE = declare("brand.made", Nothing)
BRAND_CHANGED = declare("brand.changed", FieldsChanged)
