"""How mailboxes and their trials read on a page."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.channels import providers
from madang.intake.mailbox import Mailbox, MailboxNotice, MissedMail, Trial, TrialState
from madang.intake.mailboxes.troubles import PASSING, advice, told
from madang.notifications.dismissed import mailbox_notices

A_WHILE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Told:
    """A notice with its words."""

    notice: MailboxNotice
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A mailbox with how it is in one word, that word's colour, what to do, and notices not dismissed."""

    mailbox: Mailbox
    word: str
    tone: str
    advice: str
    notices: list[Told]
    missed: list[MissedMail]

    @classmethod
    def of(cls, mailbox: Mailbox) -> "Shown":
        word, tone = _state(mailbox)
        notices = [Told(one, told(one)) for one in mailbox.notices.all()]  # fetched by `with_notices`
        return cls(mailbox, word, tone, advice(mailbox), notices, list(mailbox.missed.all())[:50])


def mailboxes_in_need() -> list[Shown]:
    """Mailboxes that wait for somebody: trouble that doesn't pass by itself, notices, and what was missed."""
    every = Mailbox.objects.filter(is_active=True, inbox__is_active=True).select_related("inbox__brand")
    shown = [Shown.of(one) for one in with_notices(every).prefetch_related("missed").order_by("pk")]
    return [one for one in shown if one.tone == "hot" or one.notices or one.missed]


def with_notices(mailboxes: QuerySet[Mailbox]) -> QuerySet[Mailbox]:
    """The mailboxes, to be fetched with those of their notices that nobody dismissed. One more query."""
    return mailboxes.prefetch_related(Prefetch("notices", queryset=mailbox_notices().order_by("pk")))


def dismissed_notices() -> list[Told]:
    """The notices that somebody dismissed, each with its mailbox. One query."""
    found = mailbox_notices(dismissed=True).select_related("mailbox__inbox").order_by("-last_at")
    return [Told(one, told(one)) for one in found]


def _state(mailbox: Mailbox) -> tuple[str, str]:
    if not mailbox.is_active:
        return _("Paused"), ""
    if not mailbox.inbox.is_active:
        return _("Not in use"), ""
    if mailbox.trouble:
        is_passing = mailbox.trouble in PASSING and not is_long(mailbox)
        return str(mailbox.get_trouble_display()), "wait" if is_passing else "hot"
    if mailbox.seen_at is None:
        return _("Being connected"), "info"
    if mailbox.behind:
        return _("Catching up"), "info"
    return _("Connected"), "done"


def is_long(mailbox: Mailbox) -> bool:
    """Whether its trouble lasts for longer than such things take to pass."""
    since = mailbox.trouble_since
    return since is not None and since < timezone.now() - A_WHILE


@dataclass(frozen=True, slots=True)
class TriedStep:
    """One step of a trial; `todo` are things to do at the provider first."""

    title: str
    state: str
    words: str
    said: str
    todo: list[str]
    page: str


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial with its steps, those to come included."""

    trial: Trial
    steps: list[TriedStep]
    is_running: bool
    is_good: bool

    @classmethod
    def of(cls, trial: Trial) -> "Tried":
        titles = {
            "find": _("Find the server"),
            "reach": _("Reach it"),
            "encrypt": _("Encrypt the connection"),
            "sign_in": _("Sign in"),
            "folder": _("Open the folder"),
            "outgoing": _("Find the outgoing server"),
        }
        done = [_step(titles[one["step"]], one) for one in trial.steps]
        is_running = trial.state == TrialState.RUNNING
        left = list(titles.values())[len(done) : 5]
        to_come = [TriedStep(title, "to_come", "", "", [], "") for title in left]
        return cls(trial, [*done, *to_come], is_running, trial.state == TrialState.GOOD)


def _step(title: str, kept: dict[str, Any]) -> TriedStep:
    provider = providers.by_code(kept.get("before") or "")
    todo = [str(one) for one in provider.before] if provider else []
    page = provider.page if provider else ""
    return TriedStep(title, kept["state"], kept["words"], kept.get("said", ""), todo, page)
