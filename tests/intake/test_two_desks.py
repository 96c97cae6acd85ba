"""Two desks whose addresses write to each other: it ends by itself, even when what is between them hides marks."""

import smtplib
import sqlite3
import time
from collections.abc import Iterator

import pytest

from tests.conftest import MakeDesk
from tests.intake.mails import mail
from tests.services.desk import LiveDesk
from tests.services.mail import MailServer, running_mail_server

HIDDEN = (b"auto-submitted:", b"precedence:", b"x-auto-response-suppress:")
"""Fields by which a notice says that it is one; careless servers between two desks take them away."""


@pytest.fixture
def between() -> Iterator[MailServer]:
    """What both desks hand their mail to."""
    with running_mail_server() as server:
        yield server


def a_desk(make_desk: MakeDesk, between: MailServer, address: str) -> LiveDesk:
    desk = make_desk(MADANG_SMTP_URL=between.url)
    desk.madang(
        "setup", "--desk", "마당", "--owner-name", "한지우", "--owner-email", "owner@madang.example",
        "--owner-password", "courtyard-of-pine-7", "--brand", "등불", "--address", address, "--language", "ko",
    )  # fmt: skip
    desk.serve()
    return desk


def pass_on(raw: bytes, *, sender: str, recipient: str, desk: LiveDesk) -> None:
    """Hand a mail to a desk's receiver, without the fields that tell of a machine."""
    head, gap, body = raw.partition(b"\r\n\r\n" if b"\r\n\r\n" in raw else b"\n\n")
    kept = [line for line in head.splitlines(keepends=True) if not line.lower().startswith(HIDDEN)]
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=30) as server:
        server.sendmail(sender, [recipient], b"".join(kept) + gap + body)


def is_quiet(desk: LiveDesk) -> bool:
    """Whether nothing waits to be read, done or sent."""
    with sqlite3.connect(f"file:{desk.data}/madang.sqlite3?mode=ro", uri=True) as database:
        waiting = (
            "SELECT (SELECT COUNT(*) FROM intake_rawmessage WHERE state IN ('stored', 'reading'))"
            " + (SELECT COUNT(*) FROM jobs_storedjob WHERE state IN ('ready', 'running'))"
            " + (SELECT COUNT(*) FROM delivery_delivery WHERE state IN ('queued', 'sending'))"
        )
        return not database.execute(waiting).fetchone()[0]


def test_two_desks_that_answer_each_other_come_to_an_end(make_desk: MakeDesk, between: MailServer) -> None:
    desks = {
        "first.example": a_desk(make_desk, between, "help@first.example"),
        "second.example": a_desk(make_desk, between, "help@second.example"),
    }
    began = mail(sender="help@second.example", to="help@first.example")
    pass_on(began, sender="help@second.example", recipient="help@first.example", desk=desks["first.example"])

    passed, deadline = 0, time.monotonic() + 180
    while time.monotonic() < deadline:
        handed = between.handed[passed:]
        for one in handed:
            recipient = one.recipients[0]
            desk = desks[recipient.rpartition("@")[2]]
            pass_on(one.raw, sender=one.sender, recipient=recipient, desk=desk)
        passed += len(handed)
        if all(is_quiet(desk) for desk in desks.values()) and len(between.handed) == passed:
            break
        time.sleep(0.2)
    else:
        pytest.fail(f"still writing to each other after {passed} mails")
    assert 0 < passed <= 40
