"""A reply address belongs to one ticket and can't be guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madang.tickets.threads import outgoing_message_id, read_reply_address, reply_address, without_tag

KEY = b"k" * 32


@given(st.integers(min_value=1, max_value=10**15))
def test_what_is_written_into_a_reply_address_is_read_from_it(number: int) -> None:
    address = reply_address("help@lantern.example", number=number, key=KEY)
    read = read_reply_address(address.upper(), key=KEY)
    assert read is not None
    assert (read.number, read.inbox) == (number, "help@lantern.example")


@pytest.mark.parametrize(
    "address",
    [
        "help@lantern.example",
        "help+1042@lantern.example",
        "help+1042.aaaaaaaaaa@lantern.example",
        reply_address("help@lantern.example", number=1042, key=b"other"),
        reply_address("help@lantern.example", number=1042, key=KEY).replace("1042", "1043"),
        reply_address("help@lantern.example", number=1042, key=KEY).replace("lantern", "other"),
        "",
        "+.@",
    ],
)
def test_an_address_we_did_not_make_names_no_ticket(address: str) -> None:
    assert read_reply_address(address, key=KEY) is None


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    read_reply_address(text, key=KEY)
    without_tag(text)


def test_a_message_goes_under_the_same_message_id_however_often() -> None:
    assert outgoing_message_id(7, domain="lantern.example", key=KEY) == outgoing_message_id(
        7, domain="lantern.example", key=KEY
    )
    assert outgoing_message_id(7, domain="lantern.example", key=KEY) != outgoing_message_id(
        8, domain="lantern.example", key=KEY
    )
