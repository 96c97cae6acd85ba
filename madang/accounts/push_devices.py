"""Browsers that asked for pushes: what is said to them arrives also while the desk is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils import timezone

from .browsers import browser_name, is_hand_held

MOST_PER_PERSON = 20
"""How many browsers one person may have pushes in; beyond that the oldest gives way."""


class PushDevice(models.Model):
    """One signed-in browser to which pushes go, until its session ends or its push service knows it no more.

    `endpoint` is where its push service takes them, `key` and `secret` are the browser's own, by which they
    are encrypted (`lib.webpush`). `reached_at` is when the push service took the last one, `failing_since`
    when it began not to. `gone_at` is when it said that it knows the browser no more: nothing goes there then
    until the browser gives another address.
    """

    person = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="push_devices")
    session = models.OneToOneField(
        "usersessions.UserSession", on_delete=models.CASCADE, related_name="push_device"
    )
    endpoint = models.CharField(max_length=1000, unique=True)
    key = models.CharField(max_length=100)
    secret = models.CharField(max_length=30)
    made_at = models.DateTimeField(default=timezone.now)
    reached_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"pushes in session {self.session_id}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One of them, as lists show it; `is_this`: it is the browser that asks."""

    pk: int
    session: int
    browser: str
    is_hand_held: bool
    made_at: datetime
    reached_at: datetime | None
    failing_since: datetime | None
    gone_at: datetime | None
    is_this: bool


def devices_of(person: models.Model, *, here: str) -> Sequence[Shown]:
    """The browsers that the person gets pushes in, that of the session `here` first. One query."""
    found = PushDevice.objects.filter(person=person.pk).select_related("session").order_by("-pk")
    rows = [
        Shown(
            pk=one.pk,
            session=one.session_id,
            browser=browser_name(one.session.user_agent),
            is_hand_held=is_hand_held(one.session.user_agent),
            made_at=one.made_at,
            reached_at=one.reached_at,
            failing_since=one.failing_since,
            gone_at=one.gone_at,
            is_this=one.session.session_key == here,
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: not row.is_this)


def gets_pushes(session_key: str) -> bool:
    """Whether pushes go to the browser of this session. One query."""
    return PushDevice.objects.filter(session__session_key=session_key, gone_at=None).exists()


def gone_browsers(person: models.Model) -> Sequence[str]:
    """The names of the person's browsers that pushes don't reach any more. One query."""
    gone = PushDevice.objects.filter(person=person.pk, gone_at__isnull=False).select_related("session")
    return [browser_name(one.session.user_agent) for one in gone.order_by("pk")]
