"""Reading a mail: whatever comes, it means something, soon, and in little memory."""

import base64
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madang.channels.kinds import email
from madang.channels.kinds.email.body import MAX_TEXT
from madang.lib.mime.addresses import MAX_ADDRESSES
from tests.channels.promises import must_be_storable

HEADERS = (
    "From",
    "To",
    "Cc",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "In-Reply-To",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "Content-ID",
    "Received",
    "Auto-Submitted",
)
TELLING = st.sampled_from(
    [
        b"=?utf-8?B?7JWI?=",
        b"=?euc-kr?Q?=C7=D1",
        b"multipart/mixed; boundary=x",
        b"multipart/alternative; boundary=x",
        b"text/html; charset=utf-7",
        b"text/plain; format=flowed",
        b"message/rfc822",
        b"base64",
        b"x-uuencode",
        b"quoted-printable",
        b"attachment; filename*0*=utf-8''%ED%95; filename*1*=%9C",
        b"\r\n--x\r\n",
        b"\r\n--x--\r\n",
        b"\r\n\r\n",
        b"<a@b>",
        b'"',
        b"<",
        b";",
        b"\x1b$B",
        b"\x0e",
        b"\xc7\xd1",
    ]
)
VALUES = st.lists(st.one_of(TELLING, st.binary(max_size=20)), max_size=6).map(b"".join)


def as_mail(lines: list[tuple[str, bytes]], body: bytes) -> bytes:
    return b"".join(name.encode() + b": " + value + b"\r\n" for name, value in lines) + b"\r\n" + body


@settings(max_examples=150, deadline=None)  # the machine may be busy
@given(st.binary(max_size=3000))
def test_any_bytes_mean_something(raw: bytes) -> None:
    must_be_storable(email.parse(raw))


@settings(max_examples=150, deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.sampled_from(HEADERS), VALUES), max_size=8), VALUES)
def test_any_headers_mean_something(lines: list[tuple[str, bytes]], body: bytes) -> None:
    must_be_storable(email.parse(as_mail(lines, body)))


@settings(max_examples=150, deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.text(max_size=60)), max_size=8), st.text(max_size=400))
def test_any_text_in_headers_means_something(lines: list[tuple[str, str]], body: str) -> None:
    encoded = [(name, value.encode("utf-8", "replace")) for name, value in lines]
    must_be_storable(email.parse(as_mail(encoded, body.encode("utf-8", "replace"))))


def nested(levels: int, *, padding: bytes = b"") -> bytes:
    opened = b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (level, level + 1)
        for level in range(levels)
    )
    return b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n" + opened + padding


BOMBS = {
    "nested ten thousand deep": nested(10_000, padding=b"x\r\n" * 300_000),
    "two hundred thousand parts": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\n.\r\n" * 200_000,
    "lines that are almost boundaries": b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--bb\r\n" * 500_000,
    "a boundary of one hyphen": b"Content-Type: multipart/mixed; boundary=-\r\n\r\n" + b"-" * 3_000_000,
    "two hundred thousand headers": b"X: y\r\n" * 200_000 + b"\r\nbody",
    "one header of megabytes": b"Subject: " + b"=?utf-8?q?a" * 300_000 + b"\r\n\r\nbody",
    "a subject of spaces": b"Subject:" + b" \r\n" * 300_000 + b"\r\n\r\nbody",
    "quotation marks in an address": b"From: " + b'"\\' * 200_000 + b"\r\n\r\nbody",
    "brackets in an address": b"To: " + b"(" * 300_000 + b"\r\n\r\nbody",
    "comments in an address": b"To: " + b"(\\" * 200_000 + b"\r\n\r\nbody",
    "angles in references": b"References: " + b"<" * 250_000 + b"\r\n\r\nbody",
    "spaces in references": b"References: <" + b" " * 250_000 + b"\r\n\r\nbody",
    "parameters": b"Content-Type: text/plain" + b"; a*0*=x" * 30_000 + b"\r\n\r\nbody",
    "quotation marks in parameters": b"Content-Type: text/plain; a=" + b'"\\' * 50_000 + b"\r\n\r\nbody",
    "markup in megabytes": b"Content-Type: text/html\r\n\r\n" + b"<div><b>" * 300_000,
    "bare angle brackets": b"Content-Type: text/html\r\n\r\n" + b"<a " * 700_000,
    "text in megabytes": b"Content-Type: text/plain; charset=ks_c_5601-1987\r\n\r\n"
    + "한글 ".encode("cp949") * 1_000_000,
    "broken text in megabytes": b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
    + b"\xc7\xd1\xff" * 1_500_000,
    "shifts in megabytes": b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n"
    + b"\x1b$B-!\x1b(B" * 400_000,
    "paddings in base64": b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QQ==" * 700_000,
    "soft line ends": b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 900_000,
    "introductions": b"Content-Type: text/plain\r\n\r\n" + b"On 2026-11-02 14:08 x wrote\r\n" * 100_000,
    "fields of headers": b"Content-Type: text/plain\r\n\r\n" + b"From: a@b.example\r\nTo: c\r\n" * 100_000,
    "marks of quotations in markup": b"Content-Type: text/html\r\n\r\n"
    + b"<div class=gmail_quote>x" * 100_000,
    "events": b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n"
    + b"BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n" * 50_000,
    "recurring events": b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
    + b"ATTENDEE;CN=x:mailto:a@b.example\r\n" * 50_000,
    "a winmail.dat that claims much": b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\x01\x00"
    + b"\x01\x03\x90\x06\x00\xff\xff\xff\x00\xff\xff\xff\xff" * 100_000,
    "nested envelopes": b"Content-Type: application/pkcs7-mime\r\n\r\n" + b"\x30\x80" * 500_000,
    "a report of many": b"From: mailer-daemon@x.example\r\nContent-Type: multipart/report; "
    b"report-type=delivery-status; boundary=r\r\n\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n"
    + b"Final-Recipient: rfc822;a@b.example\r\n\r\n"
    * 100_000,
    "a letter of addresses": b"From: mailer-daemon@x.example\r\n\r\n" + b"a@b.example 5.1.1\r\n" * 50_000,
    "quoted lines": b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"> > > \r\n" * 300_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_read_within_seconds(name: str) -> None:
    began = time.process_time()
    message = email.parse(BOMBS[name])

    assert time.process_time() - began < 4
    assert len(message.body_text) <= MAX_TEXT
    must_be_storable(message)


def test_of_ten_thousand_recipients_a_bounded_number_is_kept() -> None:
    many = ", ".join(f"r{number}@example.com" for number in range(10_000)).encode()

    message = email.parse(b"From: a@b.example\r\nTo: " + many + b"\r\nCc: " + many + b"\r\n\r\nhi")

    assert len(message.to) == len(message.cc) == MAX_ADDRESSES
    assert message.to[0].email == "r0@example.com"


def test_a_file_of_25_megabytes_is_read_in_less_than_twice_its_size() -> None:
    size = 25 * 1024 * 1024
    raw = (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee\r\n--b\r\n"
        b"Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(bytes(size))
        + b"\r\n--b--\r\n"
    )
    tracemalloc.start()
    message = email.parse(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert message.files[0].size == size
    assert peak < 2 * size


def test_a_body_longer_than_is_read_is_kept_whole_as_a_file() -> None:
    body = "가나다라\n".encode() * 300_000

    message = email.parse(b"From: a@b.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body)

    assert len(message.body_text) <= MAX_TEXT
    assert message.files[0].content == body
