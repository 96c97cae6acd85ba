from typing import ClassVar

from django.db import models
from django.utils import timezone

from madang.accounts.models import Team, User

from .ticket import Ticket


class Sight(models.Model):
    """One ticket that a person, or a team, sees beyond their reach: somebody who may, showed it to them."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="sights")
    person = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, related_name="sights", db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="sights", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "ticket"],
                name="sight_of_person",
                condition=models.Q(person__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["team", "ticket"], name="sight_of_team", condition=models.Q(team__isnull=False)
            ),
            models.CheckConstraint(
                name="sight_of_one",
                condition=models.Q(person__isnull=True, team__isnull=False)
                | models.Q(person__isnull=False, team__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"sight of ticket {self.ticket_id}"
