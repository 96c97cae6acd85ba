"""The raw store: what came in, byte for byte, before anything has read it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.channels.models import Inbox
from madang.tickets.models import Message, SideMessage

from .blocked import BlockedSender
from .mailbox import Mailbox, MailboxNotice, MissedMail, OAuthClient, Trial
from .policy import MailPolicy
from .webhook import HookEvent, HookEventState, HookTrouble, Webhook

__all__ = [
    "BlockedSender",
    "HookEvent",
    "HookEventState",
    "HookTrouble",
    "MailPolicy",
    "Mailbox",
    "MailboxNotice",
    "MissedMail",
    "OAuthClient",
    "RawMessage",
    "RawState",
    "Trial",
    "Webhook",
]


class RawState(models.TextChoices):
    """How far a raw message has come."""

    STORED = "stored", _("Waiting to be read")
    READING = "reading", _("Being read")
    TAKEN = "taken", _("Taken")
    FAILED = "failed", _("Could not be read")
    HELD = "held", _("Held back")
    DISCARDED = "discarded", _("Discarded")


class RawMessage(models.Model):
    """One message as received by one inbox.

    The row is also the queue: `stored` rows are claimed in batches. `claimed_by` names the process that reads
    it, `claimed_until` when another may take over, `attempts` how often one began to. Small originals are in
    `content`, larger ones in a file under MADANG_DATA that was fsynced before the row was committed. `digest`
    is of the content without trace headers; with the inbox it makes the same delivery count once.
    `error` says, for a person, why it failed or is held; `hold` has the kind of reason and its figures. A
    message that was let through passes no screen any more. `handed_over` is who brought it ({client, helo}),
    and for a late one when a server before us took it ({arrived}); `authentication` is what is known of its
    sender. `removed_at` is when the original was removed: the row stays, so that the same delivery is still
    known. `message` is what it became, or `side_message` in a side conversation. `is_old` mail lay in a
    mailbox before that was connected: nobody hears today that it was received.
    """

    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, related_name="raw_messages", db_index=False)
    mail_from = models.CharField(max_length=320, blank=True)
    rcpt_to = models.CharField(max_length=320, blank=True)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    content = models.BinaryField(null=True)
    path = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=RawState, default=RawState.STORED)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True)
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, related_name="originals", db_index=False
    )
    side_message = models.ForeignKey(
        SideMessage, on_delete=models.SET_NULL, null=True, related_name="originals", db_index=False
    )
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    handed_over = models.JSONField(null=True)
    authentication = models.JSONField(null=True)
    hold = models.JSONField(null=True)
    let_through_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    is_old = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["inbox", "digest"], name="raw_message_once")]
        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="raw_by_state"),
            models.Index(fields=["message"], name="raw_of_message"),
            models.Index(
                fields=["side_message"],
                name="raw_of_side_message",
                condition=models.Q(side_message__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"raw message {self.pk} ({self.state})"
