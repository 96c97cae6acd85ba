from typing import ClassVar

from django.db import models

from .ticket import Ticket


class Hold(models.Model):
    """One period in which a ticket was on hold; `reason` is what has to happen first, if somebody said it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="holds", db_index=False)
    reason = models.CharField(max_length=200, blank=True)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ticket", "-id"], name="hold_of_ticket")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket"], name="hold_one_at_a_time", condition=models.Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"hold {self.pk} of {self.ticket_id}"
