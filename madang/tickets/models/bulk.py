from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User

from .macro import Macro
from .ticket import Ticket


class BulkState(models.TextChoices):
    """Where a change of many tickets stands."""

    RUNNING = "running", _("Under way")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")


class BulkRun(models.Model):
    """One change of many tickets, made by one person in one go.

    `parts` is what is done with each (`tickets.parts`), with `macro` what that does besides. `body_html` is
    an answer to each, clean and with gaps, empty for none. `undoes` is the run that this one takes back.
    `problem` is the ticket whose incidents these are, which the answer solves: then the run belongs to it.
    `key` is the same for the same press of the button.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bulk_runs", db_index=False)
    parts = models.JSONField(default=list)
    macro = models.ForeignKey(Macro, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    body_html = models.TextField(blank=True)
    problem = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, null=True, related_name="mass_answers", db_index=False
    )
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    state = models.CharField(max_length=8, choices=BulkState, default=BulkState.RUNNING)
    total = models.PositiveIntegerField()
    key = models.CharField(max_length=80, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-id"], name="bulk_of_person"),
            models.Index(
                fields=["problem", "-id"],
                name="bulk_of_problem",
                condition=models.Q(problem__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"bulk run {self.pk}"

    @property
    def runs(self) -> bool:
        """Whether tickets of it are still being changed."""
        return self.state == BulkState.RUNNING


class ItemState(models.TextChoices):
    """What became of one ticket of a run."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Not done")


class BulkItem(models.Model):
    """One ticket of a run.

    `why` says what was not done, or left out. `undo` is what the ticket had before and has since:
    `{"priority": [2, 4]}`.
    """

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.WAITING)
    why = models.CharField(max_length=500, blank=True)
    undo = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run", "state", "id"], name="bulk_item_of_run"),
            models.Index(fields=["ticket"], name="bulk_item_of_ticket"),  # for tickets that are erased
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "ticket"], name="bulk_item_once")]

    def __str__(self) -> str:
        return f"item {self.pk} of {self.run_id}"
