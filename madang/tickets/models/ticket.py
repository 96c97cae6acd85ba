from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Team, User
from madang.brands.models import Brand
from madang.channels.models import Inbox
from madang.lib.prepared import Given, Prepared

from .form import Form
from .status import OPEN_STATUSES, OwnStatus, Status
from .tag import Tag


class Priority(models.IntegerChoices):
    """How soon it matters; ordered, so that a list can be sorted by it. Its name in the API is lower case."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class TicketType(models.TextChoices):
    """What kind of matter it is."""

    QUESTION = "question", _("Question")
    INCIDENT = "incident", _("Incident")
    PROBLEM = "problem", _("Problem")
    TASK = "task", _("Task")


class Away(models.TextChoices):
    """Where a ticket is while it is in none of the lists that people work from."""

    SNOOZED = "snoozed", _("Snoozed")
    SPAM = "spam", _("Spam")
    DELETED = "deleted", _("Deleted")


class Ticket(models.Model):
    """One matter of one requester.

    Only the functions in `tickets/actions` write it. `status` is the category, `own_status` the desk's own
    status within it, None for the plain one. `form` is the one that was chosen,
    None for its brand's default. `is_open` follows from `status` and is stored because every view filters by
    it. `preview` is the start of the newest message that the customer can see,
    `last_message_at` its time, or when the ticket came back from a snooze (`woken_at`) after that: lists are
    ordered by it. `waiting_since` is when the customer began to wait for an answer, None when the next word
    is theirs; `waits_aside_since` since when the ticket waits for an answer in a side conversation, its own
    or of what was merged into it. A ticket that was merged is closed and says in `merged_into` where its
    conversation goes on; its messages stay its own. `follow_up_of` is the closed ticket whose answer opened
    this one.

    `away` says that the lists leave it out, and why, empty for every other ticket; `away_since` is since
    when, `away_until` when that ends by itself, None for never.

    `held_since` is since when it is on hold, None when it isn't; `held_seconds` how long it was before that,
    in all. Both are kept, so that no page adds up a history.

    `blacked_out` is how often something in its conversation was blacked out, None for never: what a page from
    before that still holds is not kept.
    """

    number = models.BigIntegerField(unique=True)
    subject = models.CharField(max_length=500, blank=True)
    requester = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tickets", db_index=False)
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="tickets")
    inbox = models.ForeignKey(
        Inbox, on_delete=models.PROTECT, null=True, related_name="tickets", db_index=False
    )
    team = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets", db_index=False
    )
    assignee = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_tickets",
        db_index=False,
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW)
    own_status = models.ForeignKey(
        OwnStatus, on_delete=models.PROTECT, null=True, related_name="tickets", db_index=False
    )
    form = models.ForeignKey(
        Form, on_delete=models.PROTECT, null=True, related_name="tickets", db_index=False
    )
    is_open = models.BooleanField(default=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    type = models.CharField(max_length=12, choices=TicketType, blank=True)
    tags = models.ManyToManyField(Tag, related_name="tickets", blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False
    )
    follow_up_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="follow_ups", db_index=False
    )
    preview = models.CharField(max_length=200, blank=True)
    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)
    waits_aside_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True)
    away = models.CharField(max_length=8, choices=Away, blank=True)
    away_since = models.DateTimeField(null=True)
    away_until = models.DateTimeField(null=True)
    woken_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True)
    held_seconds = models.PositiveBigIntegerField(default=0)
    blacked_out = models.PositiveIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [
            # `away` stands last: what is away is passed over, and counted, without reading a ticket.
            models.Index(fields=["is_open", "-last_message_at", "-id", "away"], name="ticket_open"),
            models.Index(
                fields=["assignee", "is_open", "-last_message_at", "-id", "away"], name="ticket_of_assignee"
            ),
            models.Index(
                fields=["team", "is_open", "-last_message_at", "-id", "away"], name="ticket_of_team"
            ),
            models.Index(
                fields=["away", "-away_since", "-id"],
                name="ticket_away",
                condition=models.Q(away_since__isnull=False),
            ),
            models.Index(
                fields=["away", "away_until", "id"],
                name="ticket_comes_back",
                condition=models.Q(away_until__isnull=False),
            ),
            models.Index(fields=["status", "-solved_at", "-id"], name="ticket_solved"),
            models.Index(
                fields=["own_status", "-last_message_at", "-id"],
                name="ticket_of_own_status",
                condition=models.Q(own_status__isnull=False),
            ),
            models.Index(fields=["is_open", "-created_at", "-id"], name="ticket_by_age"),
            models.Index(
                fields=["is_open", "priority", "-last_message_at", "-id"], name="ticket_by_priority"
            ),
            models.Index(fields=["is_open", "-updated_at", "-id"], name="ticket_by_change"),
            models.Index(
                fields=["is_open", "-solved_at", "-id"],
                name="ticket_by_solution",
                condition=models.Q(solved_at__isnull=False),
            ),
            models.Index(
                fields=["is_open", "waiting_since", "id"],
                name="ticket_waiting",
                condition=models.Q(waiting_since__isnull=False),
            ),
            models.Index(
                fields=["waits_aside_since", "id"],
                name="ticket_waits_aside",
                condition=models.Q(waits_aside_since__isnull=False),
            ),
            models.Index(fields=["form"], name="ticket_of_form", condition=models.Q(form__isnull=False)),
            models.Index(fields=["requester", "-id"], name="ticket_of_requester"),
            models.Index(
                fields=["merged_into"], name="ticket_merged", condition=models.Q(merged_into__isnull=False)
            ),
            models.Index(
                fields=["follow_up_of"],
                name="ticket_follow_ups",
                condition=models.Q(follow_up_of__isnull=False),
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="ticket_is_open_follows_status",
                condition=models.Q(is_open=True, status__in=sorted(OPEN_STATUSES))
                | (models.Q(is_open=False) & ~models.Q(status__in=sorted(OPEN_STATUSES))),
            ),
            models.CheckConstraint(
                name="ticket_away_has_a_since",
                condition=models.Q(away="", away_since__isnull=True, away_until__isnull=True)
                | (~models.Q(away="") & models.Q(away_since__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    def get_status_display(self) -> str:  # type: ignore[no-redef]  # Django leaves a model's own
        """The status in words: the desk's own where it has one."""
        return self.own_status.name if self.own_status is not None else str(Status(self.status).label)

    def held_for(self, now: datetime) -> int:
        """Seconds that it was on hold in all, the period that runs included."""
        running = (now - self.held_since).total_seconds() if self.held_since is not None else 0
        return self.held_seconds + max(0, int(running))

    def locked(self) -> "Ticket":
        """The same ticket as it is now, locked until the transaction ends."""
        return _LOCKED.get(pk=self.pk)


_LOCKED = Prepared(lambda: Ticket.objects.select_for_update().filter(pk=Given("pk")))


class TicketNumber(models.Model):
    """The last number given out (SQLite, where writers follow one another; PostgreSQL has a sequence)."""

    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)
