"""Mailboxes that mail is fetched from: whether they can be, and what somebody should know of them."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madang.intake.mailbox import Mailbox, MissedMail
from madang.intake.mailboxes.troubles import PASSING, advice, told

from ..mailbox_words import is_long, with_notices
from .findings import Finding, note, well, wrong

LONG_UNSEEN = timedelta(minutes=30)


def mailboxes() -> Iterator[Finding]:
    """Each mailbox that has trouble, was not looked into for long, or has something to tell."""
    watched = Mailbox.objects.filter(is_active=True, inbox__is_active=True).select_related("inbox")
    for mailbox in with_notices(watched).order_by("pk"):
        yield from _one(mailbox)


def _one(mailbox: Mailbox) -> Iterator[Finding]:
    about = _("Mailbox %(address)s") % {"address": mailbox.inbox.address}
    missed = MissedMail.objects.filter(mailbox=mailbox).count()
    is_late = mailbox.seen_at is not None and mailbox.seen_at < timezone.now() - LONG_UNSEEN
    if mailbox.trouble:
        say = note if mailbox.trouble in PASSING and not is_long(mailbox) else wrong
        yield say(about, advice(mailbox))
    elif is_late:
        yield wrong(about, _("It has not been checked for half an hour. Is “madang work” running?"))
    elif mailbox.seen_at is not None:
        yield well(about, _("It is fetched from."))
    if missed:
        words = ngettext(
            "%(n)s message in it could not be fetched; the settings say why.",
            "%(n)s messages in it could not be fetched; the settings say why.",
            missed,
        )
        yield wrong(about, words % {"n": missed})
    for notice in mailbox.notices.all():
        yield note(about, told(notice))
