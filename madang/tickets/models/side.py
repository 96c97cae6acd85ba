from typing import ClassVar

from django.db import models
from django.utils import timezone

from madang.accounts.models import Team, User
from madang.channels.models import Inbox

from .ticket import Ticket


class SideConversation(models.Model):
    """What agents talk about with somebody outside, or with a team, beside a ticket and without its customer.

    It is either with the addresses `people`, by mail of `inbox`, or with `team`, whose people read it in the
    desk. What belongs to it lies in tables of its own, so that nothing that shows, sends or exports the
    customer's conversation can ever come upon it. `waiting_since` is since when the last word was ours, None
    when it was theirs. `closed_at` is when somebody closed it; an answer opens it again.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="sides")
    subject = models.CharField(max_length=500)
    people = models.JSONField(default=list)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    waiting_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    is_public = False
    """No customer reads it, and no agent who may not write notes."""

    def __str__(self) -> str:
        return f"side conversation {self.pk} of ticket {self.ticket_id}"

    @property
    def whom(self) -> str:
        """With whom it is, in one line."""
        return self.team.name if self.team is not None else ", ".join(self.people)

    def locked(self) -> "SideConversation":
        """The same one as it is now, locked until the transaction ends; its ticket is locked before."""
        return SideConversation.objects.select_for_update(of=("self",)).get(pk=self.pk)


class SideMessage(models.Model):
    """One message of a side conversation; fields are as in `Message`.

    `author` is the agent who wrote it, or who is known by the address that it came from; None for somebody
    outside, who does not become a customer by it.
    """

    side = models.ForeignKey(SideConversation, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    incoming = models.BooleanField(default=False)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    new_words = models.TextField(blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    from_email = models.CharField(max_length=320, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    message_id = models.CharField(max_length=500, blank=True)
    auto_reply = models.CharField(max_length=40, blank=True)
    newcomer = models.BooleanField(default=False)
    signed = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001  # unique where there is one
    redacted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    is_public = False
    """No customer reads it: what shows messages asks this of them."""

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["message_id"],
                name="side_message_by_message_id",
                condition=~models.Q(message_id=""),
            ),
            models.Index(
                fields=["from_email", "created_at"],
                name="side_message_by_sender",
                condition=models.Q(incoming=True),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} of side conversation {self.side_id}"


class SideDraft(models.Model):
    """What an agent has begun to write in `side`, one each; without one, to begin a new one on `ticket`.

    `to` are the addresses as they were typed, empty for those who take part; `team` is chosen instead.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="side_drafts")
    side = models.ForeignKey(SideConversation, on_delete=models.CASCADE, null=True, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    subject = models.CharField(max_length=500, blank=True)
    to = models.TextField(blank=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    body_html = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["side", "author"], name="side_draft_once", condition=models.Q(side__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["ticket", "author"], name="side_draft_new_once", condition=models.Q(side__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"draft of {self.author_id} beside ticket {self.ticket_id}"


class SideSeen(models.Model):
    """How far an agent has read a side conversation: the id of the newest message on their screen."""

    side = models.ForeignKey(SideConversation, on_delete=models.CASCADE, related_name="seen")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    newest = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "side conversations seen"
        constraints: ClassVar = [models.UniqueConstraint(fields=["side", "person"], name="side_seen_once")]

    def __str__(self) -> str:
        return f"{self.person_id} has read side conversation {self.side_id} up to {self.newest}"
