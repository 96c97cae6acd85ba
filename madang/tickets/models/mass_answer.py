from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User

from .message import Message
from .ticket import Ticket


class MassAnswer(models.Model):
    """One answer to all incidents of a problem, each as its own message by its own channel.

    `body_html` is clean. `key` is the same for the same press of the button. `stopped_at` is when somebody
    stopped it, `finished_at` when nothing of it waits any more.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="mass_answers")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    body_text = models.TextField()
    body_html = models.TextField(blank=True)
    key = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001  # unique where there is one
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"answer {self.pk} to the incidents of {self.ticket_id}"

    @property
    def runs(self) -> bool:
        """Whether incidents are still being answered."""
        return self.stopped_at is None and self.finished_at is None


class PartState(models.TextChoices):
    """What became of the answer to one incident."""

    WAITING = "waiting", _("Waiting")
    ANSWERED = "answered", _("Answered")
    SKIPPED = "skipped", _("Not answered")


class MassAnswerPart(models.Model):
    """One incident of a mass answer; `reason` says in the author's language why it was not answered."""

    mass = models.ForeignKey(MassAnswer, on_delete=models.CASCADE, related_name="parts", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=PartState, default=PartState.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mass", "state", "id"], name="part_of_mass_answer")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mass", "ticket"], name="part_once_a_ticket")
        ]

    def __str__(self) -> str:
        return f"part {self.pk} ({self.state})"
