"""What waits, and what gave up."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.delivery.models import UNSENT, Delivery, DeliveryState
from madang.intake.models import RawMessage, RawState
from madang.lib import jobs as queue
from madang.lib.workers import is_alive

from .findings import Finding, note, well, wrong

LONG = timedelta(minutes=5)


def intake() -> Iterator[Finding]:
    """Mail that could not be read, or that nobody reads."""
    about = _("Incoming mail")
    failed = RawMessage.objects.filter(state=RawState.FAILED).count()
    held = RawMessage.objects.filter(state=RawState.HELD).count()
    waiting = RawMessage.objects.filter(state=RawState.STORED, received_at__lt=timezone.now() - LONG).count()
    if failed:
        words = ngettext(
            "%(n)s message could not be taken in. See “Needs attention”: %(url)s",
            "%(n)s messages could not be taken in. See “Needs attention”: %(url)s",
            failed,
        )
        yield wrong(about, words % {"n": failed, "url": _failures()})
    if waiting:
        words = ngettext(
            "%(n)s message waits for longer than five minutes. Does “madang work” run?",
            "%(n)s messages wait for longer than five minutes. Does “madang work” run?",
            waiting,
        )
        yield wrong(about, words % {"n": waiting})
    if held:
        words = ngettext(
            "%(n)s message is held back on purpose.", "%(n)s messages are held back on purpose.", held
        )
        yield note(about, words % {"n": held})
    if not failed and not waiting:
        yield well(about, _("All of it was taken in."))


def sending() -> Iterator[Finding]:
    """Mail that was refused, or that nobody sends."""
    about = _("Sent mail")
    failed = Delivery.objects.filter(state__in=UNSENT).count()
    late = Delivery.objects.filter(state=DeliveryState.QUEUED, due_at__lt=timezone.now() - LONG).count()
    if failed:
        words = ngettext(
            "%(n)s mail could not be sent. See “Needs attention”: %(url)s",
            "%(n)s mails could not be sent. See “Needs attention”: %(url)s",
            failed,
        )
        yield wrong(about, words % {"n": failed, "url": _failures()})
    if late:
        words = ngettext(
            "%(n)s mail is five minutes late. Does “madang work” run?",
            "%(n)s mails are five minutes late. Does “madang work” run?",
            late,
        )
        yield wrong(about, words % {"n": late})
    if not failed and not late:
        yield well(about, _("Nothing waits for too long, nothing was refused."))


def jobs() -> Iterator[Finding]:
    """Work that used up its tries."""
    about, counts = _("Jobs"), queue.counts()
    if counts.failed:
        words = ngettext(
            "%(n)s job failed for good. See “Needs attention”: %(url)s",
            "%(n)s jobs failed for good. See “Needs attention”: %(url)s",
            counts.failed,
        )
        yield wrong(about, words % {"n": counts.failed, "url": _failures()})
        return
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


def _failures() -> str:
    return f"{settings.MADANG.url}/setup/failures/"
