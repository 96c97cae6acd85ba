import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User


class ExportState(models.TextChoices):
    """How far an export is."""

    WAITING = "waiting", _("Will be written")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Could not be written")
    OUTDATED = "outdated", _("Removed, because words of a ticket were erased meanwhile")


class ExportKind(models.TextChoices):
    """What the rows of an export are."""

    TICKETS = "tickets", _("Tickets")
    CUSTOMERS = "customers", _("Customers")
    ORGANIZATIONS = "organizations", _("Organizations")


UNFINISHED = (ExportState.WAITING, ExportState.RUNNING)


def _stored_under(export: "TicketExport", filename: str) -> str:
    return f"exports/{uuid.uuid4().hex}"


class TicketExport(models.Model):
    """The tickets of a view, customers or organizations as CSV, for whoever asked for them; kept for a day.

    `conditions` and `order` are the view's when it was asked for, `written` how many rows are in it yet.
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ticket_exports")
    kind = models.CharField(max_length=15, choices=ExportKind, default=ExportKind.TICKETS)
    name = models.CharField(max_length=100)
    conditions = models.JSONField()
    order = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.WAITING)
    written = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to=_stored_under, max_length=200, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["created_at"], name="export_by_age")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"

    @property
    def is_unfinished(self) -> bool:
        """Whether it is still to be written."""
        return self.state in UNFINISHED
