from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User

from .message import Message
from .status import Status
from .ticket import Ticket


class PlannedState(models.TextChoices):
    """Where a planned reply stands on its way from its author to the customer."""

    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned")
    SCHEDULED = "scheduled", _("Scheduled")
    STOPPED = "stopped", _("Stopped")
    RELEASED = "released", _("Sent")
    CANCELLED = "cancelled", _("Cancelled")


WAITING = frozenset(
    {PlannedState.IN_REVIEW, PlannedState.RETURNED, PlannedState.SCHEDULED, PlannedState.STOPPED}
)
"""The states of what has not left, and may still."""

UNDER_WAY = frozenset({PlannedState.IN_REVIEW, PlannedState.SCHEDULED})
"""The states of what would leave without its author doing anything more."""


class StoppedBy(models.TextChoices):
    """Why a planned reply does not leave by itself any more."""

    CUSTOMER = "customer", _("The customer wrote meanwhile.")
    COLLEAGUE = "colleague", _("A colleague answered meanwhile.")
    CLOSED = "closed", _("The ticket was closed meanwhile.")
    MERGED = "merged", _("The ticket was merged meanwhile.")
    EDITING = "editing", _("Somebody is changing it.")
    RIGHTS = "rights", _("Its author may not answer here any more.")
    FAILURE = "failure", _("Something went wrong when it was to leave.")


class PlannedReply(models.Model):
    """A reply that is written and has not left: it waits for its time, for a reviewer, or for its author.

    Only the functions in `tickets/actions` write it. `body_html` is clean. `to` is None for the requester,
    `bcc` None for nobody. `then` is the status that the ticket gets with it, empty for none. `due_at` is when
    it leaves; of one in review, when it leaves once it was approved, None for at once. `note` is what was
    said with handing it over, or with returning it. `stopped_by` and `error` (for administrators, in the
    program's words) say why it does not leave. `editor` is who has it open to change it. `message` is what
    the customer got. `unsigned` is as in `Message`.
    `macros` are as in `Draft`, done when it leaves. `key` is the same for the
    same press of the button.
    """

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="planned_replies", db_index=False
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="planned_replies")
    state = models.CharField(max_length=12, choices=PlannedState)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    to = models.JSONField(null=True)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(null=True)
    then = models.CharField(max_length=12, choices=Status, blank=True)
    macros = models.JSONField(default=list)
    unsigned = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    reviewer = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="replies_to_review")
    note = models.TextField(blank=True)
    stopped_by = models.CharField(max_length=12, choices=StoppedBy, blank=True)
    error = models.CharField(max_length=500, blank=True)
    editor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    message = models.OneToOneField(Message, on_delete=models.SET_NULL, null=True, related_name="planned")
    key = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001  # unique where there is one
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "planned replies"
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at", "id"], name="planned_due"),
            models.Index(fields=["ticket", "state"], name="planned_of_ticket"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="planned_scheduled_has_a_time",
                condition=~models.Q(state="scheduled") | models.Q(due_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} reply {self.pk}"

    @property
    def waits(self) -> bool:
        """Whether it has not left, and may still."""
        return self.state in WAITING

    def locked(self) -> "PlannedReply":
        """The same reply as it is now, locked until the transaction ends; its ticket is locked before."""
        return PlannedReply.objects.select_for_update().get(pk=self.pk)
