"""What can happen to the desk's own settings and to its brands."""

from dataclasses import dataclass

from madang.history.kinds import Nothing, declare


@dataclass(frozen=True, slots=True)
class FieldsChanged:
    """The names of the fields that have another value now."""

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfServer:
    """The id of the outgoing server."""

    server: int


@dataclass(frozen=True, slots=True)
class OfDomain:
    """The id of the key that a domain's mail is signed with."""

    key: int


DESK_MADE = declare("desk.made", Nothing)
DESK_CHANGED = declare("desk.changed", FieldsChanged)
BRAND_MADE = declare("brand.made", Nothing)
BRAND_CHANGED = declare("brand.changed", FieldsChanged)
DKIM_KEY_MADE = declare("dkim_key.made", OfDomain)
DKIM_CHECKED = declare("dkim_key.checked", OfDomain)
DKIM_FORCED = declare("dkim_key.forced", OfDomain)
DKIM_FORGOTTEN = declare("dkim_key.forgotten", OfDomain)
OUTGOING_SERVER_SET = declare("outgoing_server.set", OfServer)
OUTGOING_SERVER_REMOVED = declare("outgoing_server.removed", OfServer)
