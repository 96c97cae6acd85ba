"""Desks that are set up, on both databases."""

from collections.abc import Callable, Iterator

import pytest

from tests.conftest import MakeDesk
from tests.services.desk import LiveDesk
from tests.services.mail import MailServer, running_mail_server

MakeReady = Callable[..., LiveDesk]


@pytest.fixture(params=["sqlite", "postgresql"])
def make_ready(request: pytest.FixtureRequest, make_desk: MakeDesk) -> MakeReady:
    """Makes a desk with an owner and a support address; nothing of it runs: `make_ready(MADANG_SMTP_URL=…)`."""
    database = request.getfixturevalue("postgres_database") if request.param == "postgresql" else ""

    def make(**settings: str) -> LiveDesk:
        made = make_desk(database_url=database, **settings)
        made.madang(
            "setup", "--desk", "마당", "--owner-name", "한지우", "--owner-email", "owner@madang.example",
            "--owner-password", "courtyard-of-pine-7", "--brand", "등불 스토어",
            "--address", "help@lantern.example", "--language", "ko",
        )  # fmt: skip
        return made

    return make


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server that takes what the desk sends."""
    with running_mail_server() as running:
        yield running


@pytest.fixture
def desk(make_ready: MakeReady, server: MailServer) -> LiveDesk:
    """A desk with its pages running; `work` is started by the test."""
    made = make_ready(MADANG_SMTP_URL=server.url)
    made.start("web")
    made.wait_until_ready()
    return made
