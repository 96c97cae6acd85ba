"""Mailboxes in a real Dovecot."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count

import pytest
from django.conf import settings
from pytest_django.fixtures import Settings

from madang.channels.models import Inbox
from madang.intake.accept import take_waiting
from madang.intake.mailbox import Mailbox
from madang.intake.mailboxes.fetching import Fetcher
from madang.intake.mailboxes.keeping import sealed
from madang.intake.mailboxes.opening import session_of
from madang.lib.imap import Security
from tests.services.dovecot import PASSWORD, Dovecot, running_dovecot

NAMES = count()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A server for all tests; each uses an account of its own."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def own_dovecot() -> Iterator[Dovecot]:
    """A server that the test may stop."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def near(settings: Settings) -> None:
    """An installation that lets people name servers of this machine."""
    settings.MADANG = replace(settings.MADANG, private_networks=("127.0.0.0/8", "::1/128"))


@pytest.fixture
def account() -> str:
    """The name of an account that nobody has used."""
    return f"help{next(NAMES)}"


MakeMailbox = Callable[..., Mailbox]


@pytest.fixture
def make_mailbox(help_inbox: Inbox, dovecot: Dovecot, account: str, near: None) -> MakeMailbox:
    """Connects the support address's mailbox: `make_mailbox(only_new=False)`."""

    def make(server: Dovecot = dovecot, **values: object) -> Mailbox:
        return Mailbox.objects.create(
            **{
                "inbox": help_inbox,
                "host": "127.0.0.1",
                "port": server.port,
                "security": Security.NONE.value,
                "user": account,
                "secret": sealed(PASSWORD),
                "only_new": False,
                **values,
            }
        )

    return make


def fetch(mailbox: Mailbox) -> int:
    """One visit by somebody who knows no more than the database does."""
    session = session_of(mailbox)
    try:
        mailbox = Mailbox.objects.select_related("inbox").get(pk=mailbox.pk)
        return Fetcher(session, mailbox, holder=mailbox.holder).catch_up()
    finally:
        session.close()


def take_all() -> None:
    """Make tickets of what was stored."""
    while take_waiting():
        pass


__all__ = ["MakeMailbox", "fetch", "settings", "take_all"]
