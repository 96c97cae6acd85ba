"""How far the index is. The index itself is no model: each database has its own shape of it (`storage/`)."""

from typing import ClassVar

from django.db import models

from madang.accounts.models import User


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


class RecentSearch(models.Model):
    """What somebody searched for, as they typed it; of each person the last few are kept, each once."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recent_searches", db_index=False)
    text = models.CharField(max_length=200)
    searched_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "text"], name="recent_search_once"),
        ]

    def __str__(self) -> str:
        return self.text
