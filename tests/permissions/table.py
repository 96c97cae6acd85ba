"""The table of who gets what, as a file that people read."""

from collections.abc import Iterable, Mapping
from pathlib import Path

OPEN, SIGN_IN, REFUSED, HIDDEN, NO_SUCH_METHOD = "open", "sign-in", "refused", "hidden", "-"
COLUMNS = ("nobody", "customer", "outsider", "light", "agent", "admin", "owner")
FILE = Path(__file__).with_name("table.txt")

Row = Mapping[str, str]


def read() -> dict[str, Row]:
    """The rows of the file: what is asked → column → what the person gets."""
    rows: dict[str, Row] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        method, address, *words = line.split()
        key = f"{method} {address}"
        assert key not in rows, f"{key} is in the table twice"
        assert len(words) == len(COLUMNS), f"{key} has {len(words)} columns"
        rows[key] = dict(zip(COLUMNS, words, strict=True))
    return rows


def line(key: str, row: Row) -> str:
    """One row as the file writes it."""
    method, address = key.split()
    return f"{method:<16}{address:<56}" + "".join(f"{row[column]:<9}" for column in COLUMNS).rstrip()


def heading() -> str:
    """The line above the rows."""
    return f"# {'':<14}{'':<56}" + "".join(f"{column:<9}" for column in COLUMNS).rstrip()


def as_text(rows: Iterable[tuple[str, Row]]) -> str:
    """All rows, one block for each first part of the address."""
    lines: list[str] = []
    part: str | None = None
    for key, row in rows:
        here = key.split()[1].split("/")[1]
        if here != part:
            part = here
            lines += ["", heading()]
        lines.append(line(key, row))
    return "\n".join(lines) + "\n"
