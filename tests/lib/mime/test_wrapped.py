"""Messages that come wrapped in a file: winmail.dat, opaque S/MIME, rich text. Whatever is in it, nothing raises."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.channels.kinds.email.invitations import read_invitation
from madang.lib.mime.cms import signed_content
from madang.lib.mime.rtf import MAX_BYTES, decompress, read_rtf
from madang.lib.mime.tnef import SIGNATURE, unwrap

# The example of MS-OXRTFCP, 4.1.1.
COMPRESSED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
PIECES = st.sampled_from(
    [
        b"\x01\x03\x90\x06\x00",
        b"\x02\x05\x90\x06\x00",
        b"\x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00",
        b"\x10\x00\x00\x00",
        b"\x1f\x00\x00\x10",
        b"\x02\x01\x09\x10",
        b"\xff\xff\xff\xff",
        b"LZFu",
        b"MELA",
        b"\x30\x80",
        b"\xa0\x80",
        b"\x24\x80",
        b"\x06\x09" + bytes.fromhex("2a864886f70d010702"),
        b"{\\rtf1\\fromhtml1 ",
        b"{\\*\\htmltag ",
        b"\\'c7\\'d1\\u54620 ?}",
        b"\x00\x00",
    ]
)
WRAPPED = st.lists(st.one_of(PIECES, st.binary(max_size=12)), max_size=20).map(b"".join)
CALENDARS = st.lists(
    st.sampled_from(
        [
            "BEGIN:VCALENDAR",
            "END:VCALENDAR",
            "BEGIN:VEVENT",
            "END:VEVENT",
            "METHOD:REQUEST",
            "DTSTART;TZID=Asia/Seoul:20261103T140000",
            "DTSTART;TZID=../../etc/passwd:20261103T140000",
            "DTEND:20261103T150000Z",
            "DURATION:PT1H",
            "DURATION:P9999999999D",
            "RRULE:FREQ=WEEKLY",
            "SUMMARY:회의",
            "ATTENDEE;CN=x:mailto:a@b.example",
            "ORGANIZER:nobody",
            " folded",
            ";;;:::",
        ]
    ),
    max_size=14,
).map("\r\n".join)


def test_compressed_rich_text_is_read_as_its_specification_says() -> None:
    assert decompress(COMPRESSED) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert read_rtf(decompress(COMPRESSED)) == ("hello world", "")


@pytest.mark.parametrize(
    ("rtf", "words"),
    [
        (rb"{\rtf1\ansi\ansicpg949 \'c7\'d1\'b1\'db}", ("한글", "")),
        (rb"{\rtf1\uc1 \u-10916?\u44544 ?}", ("한글", "")),
        (rb"{\rtf1 a\par b\tab c}", ("a\nb\tc", "")),
        (rb"{\rtf1{\fonttbl{\f0 Gulim;}}{\*\generator x;}a}", ("a", "")),
        (rb"{\rtf1\fromhtml1{\*\htmltag64 <p>}a<b{\*\htmltag72 </p>}}", ("", "<p>a&lt;b</p>")),
    ],
)
def test_rich_text_says_its_words(rtf: bytes, words: tuple[str, str]) -> None:
    assert read_rtf(rtf) == words


@settings(deadline=None)
@given(WRAPPED)
def test_any_wrapping_is_opened_or_left(data: bytes) -> None:
    unwrap(SIGNATURE + b"\x01\x00" + data)
    signed_content(data)
    decompress(data)
    read_rtf(data)


@settings(deadline=None)
@given(CALENDARS)
def test_any_calendar_is_read_or_left(text: str) -> None:
    read_invitation("BEGIN:VCALENDAR\r\n" + text)


def test_rich_text_that_unfolds_without_end_is_cut() -> None:
    block = b"\xff" + struct.pack(">H", 0x00FF) * 8
    assert len(decompress(b"\x00" * 8 + b"LZFu" + b"\x00" * 4 + block * 5000)) <= MAX_BYTES + 200
