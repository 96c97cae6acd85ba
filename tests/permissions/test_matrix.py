"""Who may ask what: every address of the program, by everybody, held against table.txt.

A new address fails here until its row is in the table. The failure prints the row as the program behaves:
read it, and add it when that is what you mean. In the table

    open      got past the door: the page, a redirect elsewhere, or a complaint about what was sent
    sign-in   is asked to sign in first
    refused   403: the role does not hold the permission
    hidden    404: as if it did not exist
    -         the address has no such method

A row in which nobody gets anything but `sign-in`, `refused` and `-` is left out. The outsider is an agent who
sees the tickets of another team alone. An address that decides only after reading what was sent gets a body
in addresses.py.
"""

import pytest

from .addresses import asks
from .conftest import World
from .table import COLUMNS, NO_SUCH_METHOD, REFUSED, SIGN_IN, Row, line, read

pytestmark = pytest.mark.django_db

TABLE = read()
BY_PART = {part: [ask for ask in asks() if ask.part == part] for part in {ask.part for ask in asks()}}


@pytest.mark.parametrize("part", sorted(BY_PART))
def test_everybody_gets_what_the_table_says(part: str, world: World) -> None:
    wrong = []
    for ask in BY_PART[part]:
        row = {column: world.outcome(ask, column) for column in COLUMNS}
        if TABLE.get(ask.key) != row and not (ask.key not in TABLE and leads_nowhere(row)):
            wrong.append(line(ask.key, row))
    assert not wrong, "it behaves like this, and the table does not say so:\n" + "\n".join(wrong)


def test_the_table_has_no_row_for_an_address_that_is_gone() -> None:
    assert set(TABLE) <= {ask.key for ask in asks()}


def leads_nowhere(row: Row) -> bool:
    """Whether the address has no such method, for whoever gets so far as to be told."""
    return set(row.values()) <= {SIGN_IN, REFUSED, NO_SUCH_METHOD} and NO_SUCH_METHOD in row.values()
