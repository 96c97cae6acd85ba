"""Fetch what a mailbox has and the desk has not: every message once, in batches, stoppable between two.

The place in the mailbox (UIDVALIDITY and UID) moves in the transaction that stores the messages, so that a
death at any point neither loses nor doubles one. The read flag and the clock decide nothing.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from madang.channels.models import Inbox
from madang.lib.imap import ConnectionLost, Fetched, Folder, ImapFailure, Session, Sized

from ..mailbox import Afterwards, Mailbox, MissedMail, NoticeKind, is_taken
from ..models import RawMessage
from ..receiver import LARGEST
from ..store import Original, content_digest, enter, lay_down
from .envelopes import Envelope, inbox_for
from .holes import Hole, watch_holes
from .missed import miss, missed_again, to_try_again
from .noticing import notice

log = logging.getLogger(__name__)

SIZED_AT_ONCE = 500
BATCH_BYTES = 2 * 1024 * 1024
BATCH_MESSAGES = 100
"""What is held in memory at once; a message larger than the bytes comes alone."""

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far the server's clock may be off from ours."""

NOT_GIVEN = gettext_noop("The mail server lists this message and does not give it out.")
TOO_LARGE = gettext_noop("It is larger than this desk takes. Read it in the mailbox itself.")


class TakenOver(Exception):
    """Another worker fetches this mailbox now, or its settings have changed: begin anew."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches one mailbox over one session, in the name of `holder`, until `stopping` says so."""

    session: Session
    mailbox: Mailbox
    holder: str = ""
    stopping: Callable[[], bool] = bool

    def catch_up(self) -> int:
        """Store everything that is new; returns how many messages were looked at.

        Raises FolderMissing, ConnectionLost and other ImapFailure, and TakenOver.
        """
        mailbox = self.mailbox
        self._settle()
        folder = self.session.open(mailbox.folder, to_change=mailbox.afterwards != Afterwards.LEAVE)
        self._begin(folder)
        looked_at = self._again() + watch_holes(self, folder)
        since = mailbox.starts_at - timedelta(days=1) if mailbox.starts_at else None
        if mailbox.last_uid + 1 < mailbox.old_until:
            looked_at += self._through(mailbox.last_uid + 1, mailbox.old_until, since=since and since.date())
        return looked_at + self._through(mailbox.last_uid + 1, folder.uidnext)

    def take(self, sized: Sequence[Sized], *, up_to: int | None) -> None:
        """Fetch and store messages and move the place to `up_to`, in one transaction."""
        given = self._contents([one for one in sized if one.size <= LARGEST])
        others = _other_inboxes(self.mailbox.inbox) if given else {}
        taken = [_read(fetched, own=self.mailbox.inbox, others=others) for fetched in given]
        uids = {one.uid for one in given}
        old = {one.uid for one in sized if self._is_old(one)}
        missed = [self._missed(one) for one in sized if one.uid not in uids]
        with transaction.atomic():
            self._guard()
            for one in taken:
                if one.original is not None:
                    is_old = one.uid in old
                    enter(one.original, mail_from=one.mail_from, recipients=[one.to], is_old=is_old)
            missed_again(missed)
            self.mailbox.missed.filter(uid__in=uids).delete()
            settle = self.mailbox.afterwards != Afterwards.LEAVE
            self._advance(up_to, unsettled=sorted(uids) if settle else [])
        self._settle()

    def note_holes(self, holes: Sequence[Hole]) -> None:
        """Write down which numbers have no message."""
        listed = [list(hole) for hole in holes]
        if listed == self.mailbox.holes:
            return
        with transaction.atomic():
            self._guard()
            self._write(holes=listed)

    def _begin(self, folder: Folder) -> None:
        """Take note of the folder as it is now; find the place to begin when it is new, or numbered anew."""
        mailbox, first = self.mailbox, self.mailbox.uidvalidity is None
        values: dict[str, object] = {"uidnext": folder.uidnext}
        if first and mailbox.only_new:
            values |= {"starts_at": timezone.now() - CLOCKS_DIFFER, "last_uid": folder.uidnext - 1}
        if mailbox.uidvalidity != folder.uidvalidity:
            values |= {
                "uidvalidity": folder.uidvalidity,
                "old_until": folder.uidnext,
                "holes": [],
                "unsettled": [],
            }
        with transaction.atomic():
            self._guard()
            if not first and mailbox.uidvalidity != folder.uidvalidity:
                values["last_uid"] = 0
                mailbox.missed.all().delete()  # their numbers mean nothing now; the messages come again
                notice(mailbox, NoticeKind.RENUMBERED, count=folder.exists)
            if any(getattr(mailbox, name) != value for name, value in values.items()):
                self._write(**values)

    def _through(self, first: int, before: int, *, since: date | None = None) -> int:
        """Everything from one UID to below another; the place moves with each batch."""
        looked_at = 0
        for uids in self.session.uids(first, before, since=since):
            for chunk in _chunks(uids, SIZED_AT_ONCE):
                for batch in self._batches(chunk):
                    if self.stopping():
                        return looked_at
                    self.take(batch, up_to=batch[-1].uid)
                    looked_at += len(batch)
        if self.mailbox.last_uid < before - 1:
            with transaction.atomic():
                self._guard()
                self._advance(before - 1, unsettled=[])
        return looked_at

    def _batches(self, uids: Sequence[int]) -> Iterator[list[Sized]]:
        """Messages that are the desk's to take, in bounded batches; what is gone is left out."""
        known = {one.uid: one for one in self.session.sizes(uids)}
        batch: list[Sized] = []
        size = 0
        for uid in uids:
            one = known.get(uid)
            if one is None or not is_taken(self.mailbox, uid=uid, arrived_at=one.arrived_at):
                continue
            if batch and (size + one.size > BATCH_BYTES or len(batch) >= BATCH_MESSAGES):
                yield batch
                batch, size = [], 0
            batch.append(one)
            size += one.size
        if batch:
            yield batch

    def _contents(self, sized: Sequence[Sized]) -> list[Fetched]:
        """The messages' bytes; when the server refuses them together, each is asked for alone."""
        uids = [one.uid for one in sized]
        if not uids:
            return []
        try:
            return self.session.fetch(uids)
        except ConnectionLost:
            raise
        except ImapFailure as failure:
            log.info("a batch of %s was refused (%s); asking one by one", len(uids), failure.words)
        return [one for uid in uids for one in self._alone(uid)]

    def _alone(self, uid: int) -> list[Fetched]:
        try:
            return self.session.fetch([uid])
        except ConnectionLost:
            raise
        except ImapFailure:
            return []

    def _head(self, uid: int) -> bytes:
        try:
            return self.session.head(uid)
        except ConnectionLost:
            raise
        except ImapFailure:
            return b""

    def _is_old(self, one: Sized) -> bool:
        """Whether the message was there before the mailbox was connected."""
        arrived_at = one.arrived_at
        return (
            one.uid < self.mailbox.old_until
            and arrived_at is not None
            and arrived_at < self.mailbox.created_at - CLOCKS_DIFFER
        )

    def _missed(self, one: Sized) -> MissedMail:
        is_large = one.size > LARGEST
        reason = TOO_LARGE if is_large else NOT_GIVEN
        return miss(self.mailbox, one, self._head(one.uid), reason, again=not is_large)

    def _again(self) -> int:
        """Ask once more for what could not be had before, when its time has come."""
        waiting = to_try_again(self.mailbox)
        if not waiting or self.stopping():
            return 0
        found = {one.uid: one for one in self.session.sizes([one.uid for one in waiting])}
        gone = [one for one in waiting if one.uid not in found]
        self.mailbox.missed.filter(pk__in=[one.pk for one in gone]).delete()
        for one in found.values():
            self.take([one], up_to=None)
        return len(found)

    def _settle(self) -> None:
        """Mark or move what was taken, when that is wanted; done again after a death in between."""
        mailbox = self.mailbox
        if not mailbox.unsettled:
            return
        uids = [int(uid) for uid in mailbox.unsettled]
        try:
            folder = self.session.open(mailbox.folder, to_change=True)
            if folder.uidvalidity == mailbox.uidvalidity and mailbox.afterwards == Afterwards.READ:
                self.session.mark_read(uids)
            elif folder.uidvalidity == mailbox.uidvalidity and mailbox.afterwards == Afterwards.MOVE:
                self.session.move(uids, mailbox.move_to)
        except ConnectionLost:
            raise
        except ImapFailure as failure:
            notice(mailbox, NoticeKind.NOT_SETTLED, count=len(uids), words=failure.words)
        with transaction.atomic():
            self._guard()
            self._write(unsettled=[])

    def _advance(self, up_to: int | None, *, unsettled: list[int]) -> None:
        values: dict[str, object] = {}
        if up_to is not None and up_to > self.mailbox.last_uid:
            values["last_uid"] = up_to
        if unsettled:
            values["unsettled"] = [*self.mailbox.unsettled, *unsettled]
        if values:
            self._write(**values)

    def _write(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self.mailbox, name, value)
        Mailbox.objects.filter(pk=self.mailbox.pk).update(**values)

    def _guard(self) -> None:
        """Raise TakenOver unless the row is as we left it; it stays locked to the end of the transaction."""
        mailbox = self.mailbox
        now = Mailbox.objects.select_for_update().only(
            "holder", "version", "last_uid", "uidvalidity", "is_active"
        )
        row = now.filter(pk=mailbox.pk).first()
        if row is None or not row.is_active:
            raise TakenOver
        same = (row.version, row.last_uid, row.uidvalidity) == (
            mailbox.version,
            mailbox.last_uid,
            mailbox.uidvalidity,
        )
        if not same or row.holder != self.holder:
            raise TakenOver


@dataclass(frozen=True, slots=True)
class _Taken:
    """A fetched message: who gets it, and where it lies; None when it was stored before."""

    uid: int
    original: Original | None
    mail_from: str
    to: tuple[Inbox, str]


def _read(fetched: Fetched, *, own: Inbox, others: dict[str, Inbox]) -> _Taken:
    envelope = Envelope(fetched.content)
    to = inbox_for(envelope, own=own, others=others)
    known = RawMessage.objects.filter(inbox=to[0], digest=content_digest(fetched.content)).exists()
    return _Taken(fetched.uid, None if known else lay_down(fetched.content), envelope.mail_from, to)


def _other_inboxes(own: Inbox) -> dict[str, Inbox]:
    others = Inbox.objects.filter(kind="email", is_active=True).exclude(pk=own.pk)
    return {inbox.address: inbox for inbox in others}


def _chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]
