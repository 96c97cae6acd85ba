"""Killed at any step of fetching a mailbox, each message becomes one ticket."""

import time
from collections.abc import Iterator

import pytest

from tests.crashes.conftest import MakeReady
from tests.crashes.doomed import Doomed
from tests.crashes.inside import in_the_desk
from tests.intake.mails import mail
from tests.services.desk import LiveDesk
from tests.services.dovecot import PASSWORD, Dovecot, running_dovecot

COMMIT = "django.db.backends.base.base:BaseDatabaseWrapper._commit"
FETCHING = "madang.intake.mailboxes.fetching"

DEATHS = [
    ("before", f"{FETCHING}:Fetcher._begin", 1),
    ("after", f"{FETCHING}:Fetcher._begin", 1),
    ("after", f"{FETCHING}:_read", 1),
    ("after", f"{FETCHING}:lay_down", 1),
    ("before", f"{FETCHING}:enter", 1),
    ("after", f"{FETCHING}:enter", 1),
    ("after", f"{FETCHING}:Fetcher._advance", 1),
    ("before", f"{FETCHING}:Fetcher._settle", 2),
    ("after", "madang.lib.imap.session:Session.move", 1),
    *[("before", COMMIT, nth) for nth in (2, 3)],
    *[("after", COMMIT, nth) for nth in (2, 3, 4)],
]

CONNECT = """
from madang.channels.models import Inbox
from madang.intake.mailbox import Mailbox
from madang.intake.mailboxes.keeping import sealed
Mailbox.objects.create(
    inbox=Inbox.objects.get(), host="127.0.0.1", port={port}, security="none", user="help",
    secret=sealed({password!r}), only_new=False, afterwards="move", move_to="Taken",
)
"""

COUNT = """
from collections import Counter
from madang.tickets.models import Ticket
print("counted", Ticket.objects.count(), len(set(Ticket.objects.values_list("subject", flat=True))))
"""


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def desk(make_ready: MakeReady, dovecot: Dovecot) -> LiveDesk:
    """A desk with a connected mailbox; `work` is started by the test."""
    made = make_ready(MADANG_PRIVATE_NETWORKS="127.0.0.0/8")
    in_the_desk(made, CONNECT.format(port=dovecot.port, password=PASSWORD))
    return made


def test_whatever_is_killed_each_message_of_the_mailbox_is_one_ticket(
    desk: LiveDesk, dovecot: Dovecot
) -> None:
    deaths = DEATHS[::2] if desk.environment["DATABASE_URL"] else DEATHS
    alive_after_all = []
    doomed = Doomed(desk)
    for place, (when, point, nth) in enumerate(deaths):
        dovecot.deliver(
            "help", mail(subject=f"문의 {place}"), mail("가" * 200_000, subject=f"큰 문의 {place}")
        )
        process = doomed.start(when, point, nth, "work", "--no-receiver")
        if not process.died(seconds=30):
            alive_after_all.append((when, point, nth))
            process.kill()

    desk.start("work", "--no-receiver")
    wanted = f"counted {2 * len(deaths)} {2 * len(deaths)}"
    deadline = time.monotonic() + 60
    while (counted := in_the_desk(desk, COUNT).strip()) != wanted and time.monotonic() < deadline:
        time.sleep(0.5)
    assert counted == wanted
    assert not alive_after_all, "these points were never reached"
    with dovecot.client("help") as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search("ALL") == [], "what was taken was to be moved"
