"""Mailboxes are watched: new mail comes at once, trouble is said and mended, one worker holds each."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from madang.intake.mailbox import Mailbox, Trouble
from madang.intake.mailboxes import watching
from madang.intake.mailboxes.keeper import Keeper
from madang.intake.mailboxes.keeping import sealed
from madang.intake.models import RawMessage
from tests.intake.mails import mail
from tests.services.dovecot import PASSWORD, Dovecot, running_dovecot

from .conftest import MakeMailbox

pytestmark = pytest.mark.django_db(transaction=True)

MakeKeeper = Callable[..., Keeper]


@pytest.fixture
def make_keeper() -> Iterator[MakeKeeper]:
    """Workers that keep mailboxes: `make_keeper("one")`; stepped by the test, ended after it."""
    made: list[Keeper] = []

    def make(name: str, *, alive: bool = True) -> Keeper:
        made.append(Keeper(name, is_alive=lambda _: alive))
        return made[-1]

    yield make
    for keeper in made:
        keeper.stop()
    for thread in threading.enumerate():
        if isinstance(thread, watching.Watcher):
            thread.join(timeout=30)


def until(holds: Callable[[], bool], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.05)


def stored() -> int:
    return RawMessage.objects.count()


def row() -> Mailbox:
    return Mailbox.objects.get()


def is_looked_at() -> bool:
    return row().seen_at is not None


@pytest.mark.parametrize("way", ["announced", "looked for"])
def test_new_mail_is_fetched_soon_after_it_came(
    dovecot: Dovecot,
    account: str,
    make_mailbox: MakeMailbox,
    make_keeper: MakeKeeper,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "LOOK_EVERY", 0.2)
    with running_dovecot(idle=way == "announced") as server:
        make_mailbox(server)
        make_keeper("one").step()
        until(is_looked_at)
        server.deliver(account, mail())
        until(lambda: stored() == 1)


def test_an_outage_is_said_and_caught_up(
    own_dovecot: Dovecot,
    account: str,
    make_mailbox: MakeMailbox,
    make_keeper: MakeKeeper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watching, "LONGEST_PAUSE", 0.2)
    make_mailbox(own_dovecot)
    make_keeper("one").step()
    until(is_looked_at)
    own_dovecot.stop()
    until(lambda: row().trouble in {Trouble.LOST, Trouble.REFUSED})
    own_dovecot.start()
    own_dovecot.deliver(account, mail("하나"), mail("둘"))
    until(lambda: stored() == 2)
    until(lambda: row().trouble == "")


def test_a_refused_password_is_said_and_the_right_one_helps_at_once(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, make_keeper: MakeKeeper
) -> None:
    dovecot.deliver(account, mail())
    mailbox = make_mailbox(secret=sealed("wrong"))
    keeper = make_keeper("one")
    keeper.step()
    until(lambda: row().trouble == Trouble.SIGN_IN)
    Mailbox.objects.filter(pk=mailbox.pk).update(secret=sealed(PASSWORD), version=2)

    def came() -> bool:
        keeper.step()
        return stored() == 1

    until(came)


def test_a_mailbox_that_is_paused_is_let_go(
    dovecot: Dovecot, account: str, make_mailbox: MakeMailbox, make_keeper: MakeKeeper
) -> None:
    make_mailbox()
    keeper = make_keeper("one")
    keeper.step()
    until(is_looked_at)
    Mailbox.objects.update(is_active=False)
    dovecot.deliver(account, mail())
    keeper.step()
    until(lambda: not any(isinstance(one, watching.Watcher) for one in threading.enumerate()))
    assert stored() == 0


def test_of_two_workers_one_holds_a_mailbox(make_mailbox: MakeMailbox, make_keeper: MakeKeeper) -> None:
    make_mailbox()
    make_keeper("one").step()
    make_keeper("two").step()
    assert row().holder == "one"


def test_what_a_dead_worker_held_is_taken_at_once(make_mailbox: MakeMailbox, make_keeper: MakeKeeper) -> None:
    make_mailbox(holder="dead")
    make_keeper("two", alive=False).step()
    assert row().holder == "two"


def test_more_mailboxes_than_a_worker_can_watch_take_turns(
    dovecot: Dovecot,
    account: str,
    make_mailbox: MakeMailbox,
    make_keeper: MakeKeeper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from madang.channels.models import Inbox
    from madang.intake.mailboxes import keeper as keeping

    monkeypatch.setattr(keeping, "MOST_WATCHED", 1)
    first = make_mailbox()
    second = Inbox.objects.create(brand=first.inbox.brand, address="second@lantern.example")
    Mailbox.objects.create(
        inbox=second, host=first.host, port=first.port, security=first.security, user=f"{account}-2",
        secret=first.secret, only_new=False,
    )  # fmt: skip
    dovecot.deliver(account, mail("하나"))
    dovecot.deliver(f"{account}-2", mail("둘"))
    keeper = make_keeper("one")

    def both_came() -> bool:
        keeper.step()
        return stored() == 2

    until(both_came)
