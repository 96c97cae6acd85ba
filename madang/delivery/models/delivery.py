"""The ledger: every mail that leaves, to whom, and what became of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.channels.models import Inbox
from madang.tickets.merging import goes_on_in
from madang.tickets.models import Message, SideMessage, Ticket


class DeliveryState(models.TextChoices):
    """What became of a mail."""

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    DEFERRED = "deferred", _("Trying again")
    SENT = "sent", _("Sent")
    OPENED = "opened", _("Opened")
    KEPT = "kept", _("Kept here")
    REFUSED = "refused", _("Refused")
    BOUNCED = "bounced", _("Came back")
    FAILED = "failed", _("Failed")


ARRIVED = frozenset({DeliveryState.SENT, DeliveryState.OPENED})
"""The next server has it, and it did not come back."""

UNSENT = frozenset({DeliveryState.REFUSED, DeliveryState.BOUNCED, DeliveryState.FAILED})
"""It did not arrive, and nothing more happens by itself: somebody has to act."""


class Purpose(models.TextChoices):
    """Why a mail is sent."""

    REPLY = "reply", _("Reply")
    SIDE = "side", _("Side conversation")
    NOTICE = "notice", _("Notice")
    ACCOUNT = "account", _("Account")


class Reason(models.TextChoices):
    """What we know about a state beyond the server's words; shown as a sentence."""

    STOPPED = "stopped", _("Mail to this address came back before, so nothing more is sent to it.")
    EXPIRED = "expired", _("It was tried for a day.")
    BROKEN = "broken", _("It could not be written as a mail.")
    UNACKNOWLEDGED = (
        "unacknowledged",
        _("The server hung up before it said whether it took the mail. The same mail goes again."),
    )
    DELAYED = "delayed", _("The receiving server has not taken it yet and goes on trying.")
    DELIVERED = "delivered", _("The receiving server has taken it.")
    NOT_LET_IN = (
        "not_let_in",
        _(
            "The outgoing server does not let this desk in. It goes by itself once somebody has entered "
            "the right password or key under Settings, Outgoing mail."
        ),
    )
    UNWANTED = (
        "unwanted",
        _("The recipient called mail of this desk spam, or unsubscribed from it, so nothing more is sent."),
    )
    DELETED_UNREAD = (
        "deleted_unread",
        _("The recipient's mail program says that it was deleted without being read."),
    )


class Sign(models.TextChoices):
    """By what we know that a mail was opened."""

    WEB = "web", _("A person opened it on the web.")
    REPORT = "report", _("The recipient's mail program says so.")
    PICTURE = "picture", _("A picture in it was loaded.")


SUREST_FIRST = (Sign.WEB, Sign.REPORT, Sign.PICTURE)
"""A surer sign takes the place of one that is less sure, never the other way round."""


class Delivery(models.Model):
    """One mail to one recipient. The row is also the queue: due rows are claimed by a sender.

    A reply is rendered from `message` when it is sent, a mail of a side conversation from `side_message`: it
    names no ticket, so that it is never taken for the customer's. Other mails (`raw`) were rendered when
    queued. A mail that was kept, because no outgoing server is set, has its exact bytes in `raw` too.
    `mail_id`, the Message-ID, stays the same however often it is handed over, and is one for all recipients
    of a message.
    `key` makes queueing the same mail twice impossible. `claimed_by` names the sender that has it in hand,
    `claimed_until` when another may take over. `error` is what the server said last, `status` its code (such
    as 5.1.1). `give_up_at` is set by the first try: after it, a mail that is deferred has failed.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="deliveries")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="deliveries")
    side_message = models.ForeignKey(
        SideMessage, on_delete=models.CASCADE, null=True, related_name="deliveries", db_index=False
    )
    inbox = models.ForeignKey(Inbox, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.REPLY)
    recipient = models.CharField(max_length=320)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=998, blank=True)
    mail_id = models.CharField(max_length=500)
    key = models.CharField(max_length=120, unique=True)
    raw = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    error = models.TextField(blank=True)
    status = models.CharField(max_length=12, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    give_up_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=64, blank=True)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=10, choices=Sign, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        indexes: ClassVar = [
            models.Index(fields=["state", "due_at"], name="delivery_by_state"),
            models.Index(fields=["recipient", "-id"], name="delivery_to_recipient"),
            models.Index(fields=["mail_id"], name="delivery_by_mail_id"),
            models.Index(
                fields=["side_message"],
                name="delivery_of_side_message",
                condition=models.Q(side_message__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.recipient} ({self.state})"

    @property
    def shown_with(self) -> Ticket | None:
        """The ticket on whose page the mail is seen: its own, or the one beside which it was written."""
        return self.side_message.side.ticket if self.side_message is not None else self.ticket

    @property
    def subject_of_events(self) -> models.Model:
        """What the history of the mail belongs to: the ticket, of which a side conversation is a part too, or
        the mail itself."""
        if self.side_message is not None:
            return goes_on_in(self.side_message.side.ticket)
        return self.ticket or self
