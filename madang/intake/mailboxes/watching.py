"""Watch mailboxes: a thread each, told of new mail by the server, looking by itself now and then as well."""

import logging
import random
import socket
import threading
from contextlib import suppress
from datetime import datetime

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import QuerySet
from django.utils import timezone

from madang.lib.imap import Session

from ..mailbox import Mailbox, Trouble
from .fetching import Fetcher, TakenOver
from .opening import session_of
from .troubles import FAILURES, FOR_A_PERSON, trouble_of

log = logging.getLogger(__name__)

LISTEN = 4 * 60.0
"""Seconds of one IDLE: servers end it after 29 minutes (RFC 2177), routers forget what is quiet for five."""

LOOK_EVERY = 60.0
"""Seconds between looks at a server that can't announce mail."""

FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0
LONGEST_AFTER_REFUSAL = 1800.0
"""Seconds before connecting again: doubled after each failure, then shaken so that desks don't come together.
A server that refuses the password is asked more rarely: many lock an account that fails too often."""


class Watcher(threading.Thread):
    """Fetches one mailbox for as long as it is its holder's, and writes down how that goes."""

    def __init__(self, mailbox: Mailbox, *, holder: str, patient: bool = True) -> None:
        """`patient` watchers stay connected; others look once and end, so that the next gets a turn."""
        super().__init__(name=f"mailbox {mailbox.pk}", daemon=True)
        self.mailbox_id, self.version = mailbox.pk, mailbox.version
        self._holder = holder
        self.patient = patient
        self._stopping = threading.Event()
        self._ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)

    def wake(self) -> None:
        """Look now."""
        with suppress(OSError):
            self._mouth.send(b"!")

    def stop(self) -> None:
        """End after the batch in hand; `join` waits for it."""
        self._stopping.set()
        self.wake()

    def run(self) -> None:
        pause, longest = FIRST_PAUSE, LONGEST_PAUSE
        while not self._stopping.is_set():
            began, longest = timezone.now(), LONGEST_PAUSE
            try:
                self._stay_connected()
            except (TakenOver, Mailbox.DoesNotExist):
                break
            except FAILURES as error:
                trouble = trouble_of(error)
                longest = LONGEST_AFTER_REFUSAL if trouble in FOR_A_PERSON else LONGEST_PAUSE
                self._note(trouble, str(getattr(error, "words", "") or ""))
            except DatabaseError:
                log.exception("mailbox %s: the database did not answer", self.mailbox_id)
            except Exception as error:
                log.exception("mailbox %s could not be fetched", self.mailbox_id)
                self._note(Trouble.SERVER, f"{type(error).__name__}: {error}")
            if not self.patient:
                break
            pause = FIRST_PAUSE if _lasted(began) else min(pause * 2, longest)
            self._rest(pause * random.uniform(0.5, 1.5))  # noqa: S311  # spreads load, hides nothing
        connection.close()
        self._ear.close()
        self._mouth.close()

    def _stay_connected(self) -> None:
        close_old_connections()
        session = session_of(self._row())
        try:
            while not self._stopping.is_set():
                Fetcher(session, self._row(), holder=self._holder, stopping=self._stopping.is_set).catch_up()
                if self._stopping.is_set() or not self.patient:
                    self._note_well()
                    return
                self._note_well()
                self._wait(session)
        finally:
            session.close()

    def _row(self) -> Mailbox:
        mailbox = Mailbox.objects.select_related("inbox").get(pk=self.mailbox_id)
        if mailbox.version != self.version or mailbox.holder != self._holder:
            raise TakenOver
        return mailbox

    def _wait(self, session: Session) -> None:
        connection.close()  # dozens of quiet mailboxes must not hold a connection each
        if session.tells_of_news:
            session.wait(LISTEN, wake=self._ear)
        else:
            self._rest(LOOK_EVERY)
        self._hear()

    def _rest(self, seconds: float) -> None:
        connection.close()
        self._ear.settimeout(seconds)
        with suppress(TimeoutError):
            self._ear.recv(64)
        self._ear.settimeout(None)

    def _hear(self) -> None:
        """Forget the calls that led to this look."""
        self._ear.setblocking(False)
        with suppress(BlockingIOError):
            self._ear.recv(64)
        self._ear.setblocking(True)

    def _note_well(self) -> None:
        well = {"seen_at": timezone.now(), "trouble": "", "trouble_words": "", "trouble_since": None}
        self._own().update(**well)

    def _note(self, trouble: Trouble, words: str) -> None:
        with suppress(DatabaseError):
            self._own().filter(trouble="").update(trouble_since=timezone.now())
            self._own().update(trouble=trouble, trouble_words=words[:2000])

    def _own(self) -> "QuerySet[Mailbox]":
        return Mailbox.objects.filter(pk=self.mailbox_id, holder=self._holder)


def _lasted(began: datetime) -> bool:
    """Whether a connection was one that worked for a while."""
    return (timezone.now() - began).total_seconds() > 2 * LONGEST_PAUSE
