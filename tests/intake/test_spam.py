"""What filters say about a mail, wherever they say it; a filter that is down holds nothing up."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pytest_django.fixtures import Settings

from madang.channels.models import Inbox
from madang.intake.accept import take_waiting
from madang.intake.authentication import Envelope
from madang.intake.models import RawMessage, RawState
from madang.intake.spam import RspamdDown, ask_rspamd, rspamd, told_by_filters
from madang.intake.store import store
from madang.setup.doctor import spam
from madang.setup.doctor.findings import State
from tests.intake.mails import mail
from tests.services.ports import free_port


@pytest.mark.parametrize(
    ("headers", "marked"),
    [
        ({"x-spam-flag": "YES"}, True),
        ({"x-spam-flag": "NO"}, False),
        ({"x-spam-status": "Yes, score=7.2 required=5.0 tests=BAYES"}, True),
        ({"x-spam-status": "No, score=4.9 required=5.0"}, False),
        ({"x-spam-status": "No, score=8.0 required=10.0"}, True),
        ({"x-spam-score": "6.5"}, True),
        ({"x-spam-score": "-2.1"}, False),
        ({"x-spam-score": "many"}, False),
        ({"x-rspamd-score": "6.00"}, True),
        ({"x-rspamd-score": "3.10"}, False),
        ({"x-rspamd-action": "add header"}, True),
        ({"x-ms-exchange-organization-scl": "6"}, True),
        ({"x-ms-exchange-organization-scl": "-1"}, False),
        ({"x-forefront-antispam-report": "CIP:1.2.3.4;CTRY:KR;SCL:5;SFV:SPM;"}, True),
        ({"x-forefront-antispam-report": "CIP:1.2.3.4;SCL:1;SFV:NSPM;"}, False),
        ({}, False),
    ],
)
def test_filters_in_front_of_the_desk_are_heard(headers: dict[str, str], marked: bool) -> None:
    verdict = told_by_filters(headers)
    assert (verdict is not None and verdict.is_spam(6.0)) == marked


class Rspamd(ThreadingHTTPServer):
    """A filter that gives every mail the same points, and remembers what it was told."""

    points: float = 0.0
    told: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: Rspamd

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told = dict(self.headers.items())
        said = {"score": self.server.points, "required_score": 15.0, "action": "no action"}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def filtering(settings: Settings) -> Iterator[Rspamd]:
    """A desk whose mail is shown to a filter."""
    server = Rspamd(("127.0.0.1", 0), _Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.MADANG = replace(settings.MADANG, rspamd_url=server.url)
    rspamd.forget_that_it_was_down()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def come_in(inbox: Inbox, raw: bytes) -> RawMessage:
    handed_over = {"client": "203.0.113.9", "helo": "mail.example.org"}
    recipients = [(inbox, inbox.address)]
    (row,) = store(raw, mail_from="a@example.com", recipients=recipients, handed_over=handed_over)
    while take_waiting():
        pass
    row.refresh_from_db()
    return row


@pytest.mark.django_db(transaction=True)
def test_what_rspamd_gives_too_many_points_is_held_with_them(filtering: Rspamd, help_inbox: Inbox) -> None:
    filtering.points = 9.5
    raw = come_in(help_inbox, mail())
    assert raw.state == RawState.HELD
    assert raw.hold == {"kind": "spam", "by": "Rspamd", "points": 9.5, "limit": 6.0}
    assert (filtering.told["IP"], filtering.told["Rcpt"]) == ("203.0.113.9", "help@lantern.example")
    filtering.points = 2.0
    assert come_in(help_inbox, mail("다른 메일")).state == RawState.TAKEN


@pytest.mark.django_db(transaction=True)
def test_a_filter_that_is_down_lets_mail_through(help_inbox: Inbox, settings: Settings) -> None:
    rspamd.forget_that_it_was_down()
    settings.MADANG = replace(settings.MADANG, rspamd_url=f"http://127.0.0.1:{free_port()}")
    assert come_in(help_inbox, mail()).state == RawState.TAKEN
    with pytest.raises(RspamdDown):
        ask_rspamd(settings.MADANG.rspamd_url, b"", envelope=Envelope(), recipient="")
    rspamd.forget_that_it_was_down()


def test_the_doctor_says_when_the_filter_is_down(settings: Settings) -> None:
    settings.MADANG = replace(settings.MADANG, rspamd_url="")
    assert list(spam.rspamd()) == []
    settings.MADANG = replace(settings.MADANG, rspamd_url=f"http://127.0.0.1:{free_port()}")
    (found,) = spam.rspamd()
    assert found.state is State.WRONG
