"""What is read of a folder."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as it was when it was opened.

    UIDs count up within one `uidvalidity`; when that changes, they name other messages (RFC 3501, 2.3.1.1).
    `uidnext` is greater than every UID given so far.
    """

    name: str
    uidvalidity: int
    uidnext: int
    exists: int


@dataclass(frozen=True, slots=True)
class Sized:
    """A message by its UID, with its size in bytes and the time at which the server got it."""

    uid: int
    size: int
    arrived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message's bytes."""

    uid: int
    content: bytes
