"""What can happen to what a desk sets about its tickets: an audit, nothing follows from it."""

from dataclasses import dataclass

from madang.history.kinds import Nothing, declare


@dataclass(frozen=True, slots=True)
class FieldsChanged:
    """The names of the fields of a setting that have another value now."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The ids of all that were put in order, in that order."""

    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """The name that a setting had: nothing else is left of it."""

    name: str


@dataclass(frozen=True, slots=True)
class OfTag:
    """The id of the tag that tickets have from now on."""

    into: int


@dataclass(frozen=True, slots=True)
class OfView:
    """`sharing` is a code of `Sharing`, `teams` are the ids of those it is shared with."""

    sharing: str
    teams: tuple[int, ...]


STATUS_MADE = declare("status.made", Nothing)
STATUS_CHANGED = declare("status.changed", FieldsChanged)
STATUS_ORDERED = declare("status.ordered", Ordered)
STATUS_RETIRED = declare("status.retired", Nothing)
STATUS_BROUGHT_BACK = declare("status.brought_back", Nothing)
STATUS_REMOVED = declare("status.removed", Removed)
FIELD_MADE = declare("field.made", Nothing)
FIELD_CHANGED = declare("field.changed", FieldsChanged)
FIELD_ORDERED = declare("field.ordered", Ordered)
FIELD_RETIRED = declare("field.retired", Nothing)
FIELD_BROUGHT_BACK = declare("field.brought_back", Nothing)
FIELD_REMOVED = declare("field.removed", Removed)
OPTION_ADDED = declare("option.added", Nothing)
OPTION_CHANGED = declare("option.changed", FieldsChanged)
OPTION_ORDERED = declare("option.ordered", Ordered)
OPTION_RETIRED = declare("option.retired", Nothing)
OPTION_BROUGHT_BACK = declare("option.brought_back", Nothing)
OPTION_REMOVED = declare("option.removed", Removed)
FORM_MADE = declare("form.made", Nothing)
FORM_CHANGED = declare("form.changed", FieldsChanged)
FORM_ORDERED = declare("form.ordered", Ordered)
FORM_RETIRED = declare("form.retired", Nothing)
FORM_BROUGHT_BACK = declare("form.brought_back", Nothing)
FORM_REMOVED = declare("form.removed", Removed)
TAG_RENAMED = declare("tag.renamed", Nothing)
TAG_MERGED = declare("tag.merged", OfTag)
MACRO_MADE = declare("macro.made", Nothing)
MACRO_CHANGED = declare("macro.changed", FieldsChanged)
MACRO_RETIRED = declare("macro.retired", Nothing)
MACRO_BROUGHT_BACK = declare("macro.brought_back", Nothing)
MACRO_REMOVED = declare("macro.removed", Removed)
VIEW_MADE = declare("view.made", OfView)
VIEW_CHANGED = declare("view.changed", OfView)
VIEW_MOVED = declare("view.moved", Nothing)
VIEW_REMOVED = declare("view.removed", Nothing)
VIEW_RESTORED = declare("view.restored", Nothing)
EXPORT_STARTED = declare("export.started", Nothing)
EXPORT_STOPPED = declare("export.stopped", Nothing)
EXPORT_REMOVED = declare("export.removed", Nothing)
SEGMENT_MADE = declare("segment.made", Nothing)
SEGMENT_CHANGED = declare("segment.changed", Nothing)
SEGMENT_REMOVED = declare("segment.removed", Nothing)
