from typing import ClassVar

from django.db import models
from django.utils import timezone

from madang.accounts.models import User

from .ticket import Ticket


class Follower(models.Model):
    """An agent who wants to hear what becomes of a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="followed", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "ticket"], name="follower_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.ticket_id}"


class FollowHabit(models.Model):
    """When an agent follows tickets without saying so; without a row they never do."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="+")
    mentions = models.BooleanField(default=False)
    assigns = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"habits of {self.person_id}"
