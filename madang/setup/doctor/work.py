"""What waits, and what gave up."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from madang.delivery.models import Delivery, DeliveryState
from madang.intake.models import RawMessage, RawState
from madang.lib import jobs as queue
from madang.lib.workers import is_alive
from madang.notifications.dismissed import not_sent, not_taken

from .findings import Finding, note, well, wrong

LONG = timedelta(minutes=5)

Say = Callable[[str, str], Finding]
Words = Any  # of ngettext_lazy: the right form is chosen by the number that is put in

NOT_TAKEN = ngettext_lazy(
    "%(n)s message could not be taken in. See “Needs attention”: %(url)s",
    "%(n)s messages could not be taken in. See “Needs attention”: %(url)s",
    "n",
)
NOT_READ = ngettext_lazy(
    "%(n)s message has been waiting for more than five minutes. Is “madang work” running?",
    "%(n)s messages have been waiting for more than five minutes. Is “madang work” running?",
    "n",
)
HELD_BACK = ngettext_lazy(
    "%(n)s message is held back on purpose.", "%(n)s messages are held back on purpose.", "n"
)
NOT_SENT = ngettext_lazy(
    "%(n)s mail could not be sent. See “Needs attention”: %(url)s",
    "%(n)s mails could not be sent. See “Needs attention”: %(url)s",
    "n",
)
LATE = ngettext_lazy(
    "%(n)s mail is five minutes late. Is “madang work” running?",
    "%(n)s mails are five minutes late. Is “madang work” running?",
    "n",
)
JOBS_FAILED = ngettext_lazy(
    "%(n)s job failed for good. See “Needs attention”: %(url)s",
    "%(n)s jobs failed for good. See “Needs attention”: %(url)s",
    "n",
)


def intake() -> Iterator[Finding]:
    """Mail that could not be read, or that nobody reads."""
    about, messages = _("Incoming mail"), RawMessage.objects
    failed = not_taken().count()
    waiting = messages.filter(state=RawState.STORED, received_at__lt=timezone.now() - LONG).count()
    held = messages.filter(state=RawState.HELD).count()
    yield from _if_any(wrong, about, failed, NOT_TAKEN)
    yield from _if_any(wrong, about, waiting, NOT_READ)
    yield from _if_any(note, about, held, HELD_BACK)
    if not failed and not waiting:
        yield well(about, _("All of it was taken in."))


def sending() -> Iterator[Finding]:
    """Mail that was refused, or that nobody sends."""
    about, ledger = _("Sent mail"), Delivery.objects
    failed = not_sent().count()
    late = ledger.filter(state=DeliveryState.QUEUED, due_at__lt=timezone.now() - LONG).count()
    yield from _if_any(wrong, about, failed, NOT_SENT)
    yield from _if_any(wrong, about, late, LATE)
    if not failed and not late:
        yield well(about, _("Nothing waits for too long, nothing was refused."))


def jobs() -> Iterator[Finding]:
    """Work that used up its tries."""
    about, counts = _("Jobs"), queue.counts()
    yield from _if_any(wrong, about, counts.failed, JOBS_FAILED)
    if not counts.failed:
        yield well(about, _("None failed; %(n)s are ready to run.") % {"n": counts.ready})


def workers() -> Iterator[Finding]:
    """Whether a worker runs on this machine."""
    about, folder = _("Workers"), settings.MADANG.data / "workers"
    alive = [file.name for file in folder.glob("*") if is_alive(file.name)] if folder.is_dir() else []
    if alive:
        words = ngettext("%(n)s worker runs here.", "%(n)s workers run here.", len(alive))
        yield well(about, words % {"n": len(alive)})
    else:
        yield note(about, _("No worker runs on this machine: mail and jobs wait. “madang serve” starts one."))


def _if_any(say: Say, about: str, number: int, words: Words) -> Iterator[Finding]:
    if number:
        yield say(about, words % {"n": number, "url": f"{settings.MADANG.url}/setup/failures/"})
