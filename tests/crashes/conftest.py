"""Desks that are set up, on both databases."""

from collections.abc import Callable

import pytest

from tests.conftest import MakeDesk
from tests.services.desk import LiveDesk

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
