"""The one history of everything: what happened, to what, by whom, and because of what."""

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """One thing that happened.

    There are no foreign keys: `subject` and `actor` are ids, so that accounts, brands and settings record
    theirs here too, and history outlives its subjects. `data` holds ids and codes only, never people's
    words, so that erasing text needs no rewriting of history. `cause_id` is the event that led to this one.
    `stroke` is the same for all that one person (or one rule) did in one go.
    On PostgreSQL the table has one more column, `txid`, known to `history.readers` alone.
    """

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    actor_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    version = models.PositiveSmallIntegerField(default=1)
    cause_id = models.BigIntegerField(null=True)
    stroke = models.BigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"
