from typing import ClassVar

from django.db import models
from django.utils import timezone

from madang.accounts.models import Team, User

from .message import Message
from .ticket import Ticket


class TeamInvitation(models.Model):
    """A team that was asked to help with a ticket, until it is done.

    `by` asked, `asked` is the note that says what for, None when nothing was said. `done_at` is when the team
    was done, None as long as the ticket waits for it; `word` is the note that it left.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="invitations")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    asked = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    word = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["team", "done_at", "ticket"], name="invitation_of_team"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["ticket", "team"],
                name="invitation_once",
                condition=models.Q(done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"team {self.team_id} asked about ticket {self.ticket_id}"
