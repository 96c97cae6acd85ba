"""How far the index is. The index itself is no model: each database has its own shape of it (`storage/`)."""

from django.db import models


class Rebuild(models.Model):
    """The one building of the whole index that is under way, or was the last.

    It goes from the newest to the oldest; what has an id below `messages_below` and `people_below` is left,
    nothing at 0. `version` is that of the tokens (`lib.text.tokens.VERSION`) it was begun with.
    """

    version = models.PositiveIntegerField()
    messages_below = models.BigIntegerField()
    people_below = models.BigIntegerField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"index of version {self.version}"
