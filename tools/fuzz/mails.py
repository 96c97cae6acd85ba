"""Mails as a whole, and reports about mail that was sent."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

_REPORT = b"""\
From: MAILER-DAEMON@example.com
To: help+b77.k3n5q7wz@lantern.example
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=%(type)s; boundary="="

--=
Content-Type: text/plain; charset=utf-8

%(letter)s
--=
Content-Type: message/%(type)s

%(fields)s
--=
Content-Type: text/rfc822-headers

Message-ID: <77.k3n5q7wz@lantern.example>
%(returned)s
--=--
"""
_TYPES = (b"delivery-status", b"feedback-report", b"disposition-notification", b"global-delivery-status")


def read_mail() -> Callable[[bytes], None]:
    """Every mail can be kept, and cut into what is new and what is repeated."""
    from madang.channels.kinds import email
    from tests.channels.promises import must_be_cut_well, must_be_storable

    def read(raw: bytes) -> None:
        message = email.parse(raw)
        must_be_storable(message)
        must_be_cut_well(message)

    return read


def read_report() -> Callable[[bytes], None]:
    """The fields and the letter of a report, within a report that is whole; a bounce names whom it is about.

    An input is the kind (one octet), then letter, fields and returned headers, each ended by a zero octet.
    """
    from madang.channels.kinds import email
    from tests.channels.promises import must_be_storable

    def read(raw: bytes) -> None:
        kind = raw[0] if raw else 0
        letter, fields, returned = (*raw[1:].split(b"\0", 2), b"", b"", b"")[:3]
        filled = {
            b"type": _TYPES[kind % len(_TYPES)],
            b"letter": letter,
            b"fields": fields,
            b"returned": returned,
        }
        mail = _REPORT % filled
        must_be_storable(email.parse(mail))
        must_be_storable(email.parse(mail.replace(b"multipart/report", b"multipart/mixed")))

    return read


def all_mails(root: Path) -> Iterator[bytes]:
    """The corpus."""
    for path in sorted((root / "tests" / "mails").glob("*.eml")):
        yield path.read_bytes()


def reports(root: Path) -> Iterator[bytes]:
    """What stands in the corpus's reports, in the form that `read_report` takes."""
    for path in sorted((root / "tests" / "mails").glob("*.eml")):
        expected = json.loads(path.with_suffix(".json").read_text())
        if expected.get("auto_reply_reason") in {"bounce", "complaint", "receipt"}:
            raw = path.read_bytes().replace(b"\0", b"")
            for kind in range(len(_TYPES)):
                yield bytes([kind]) + b"\0".join([raw, *_last_parts(raw)])


def _last_parts(raw: bytes) -> list[bytes]:
    """The bodies of its last two parts, as far as it has them."""
    parts = [part.partition(b"\n\n")[2] for part in raw.replace(b"\r\n", b"\n").split(b"\n--")]
    return parts[-3:-1]
