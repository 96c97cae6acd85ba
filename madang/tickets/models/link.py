from typing import ClassVar

from django.db import models
from django.utils import timezone

from .ticket import Ticket


class LinkKind(models.TextChoices):
    """How one ticket hangs together with another."""

    RELATED = "related"
    INCIDENT = "incident"
    TASK = "task"
    SPLIT = "split"


class TicketLink(models.Model):
    """Two tickets that hang together: `source` is an incident of the problem `target`, or a task of it,
    or was split off from it.

    Of two related ones the older is the source. Links stay where they were made when a ticket is merged, and
    are read where its conversation goes on.
    """

    kind = models.CharField(max_length=10, choices=LinkKind)
    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links", db_index=False)
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_by", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["target", "kind"], name="link_of_target")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="link_once"),
            models.UniqueConstraint(
                fields=["source", "kind"], name="link_above_once", condition=~models.Q(kind="related")
            ),
            models.CheckConstraint(name="link_of_two", condition=~models.Q(source=models.F("target"))),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"
