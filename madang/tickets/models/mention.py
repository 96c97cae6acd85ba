from typing import ClassVar

from django.db import models

from madang.accounts.models import Team, User

from .message import Message


class Mention(models.Model):
    """An agent or a team that a note names: who was meant, whatever they are called later."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="mentions", db_index=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "person", "team"], name="mention_once"),
            models.CheckConstraint(
                name="mention_of_one",
                condition=models.Q(person__isnull=True, team__isnull=False)
                | models.Q(person__isnull=False, team__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"mention in message {self.message_id}"
