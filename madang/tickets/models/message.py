from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import User

from .ticket import Ticket


class Visibility(models.TextChoices):
    """Who reads a message: the customer too, or agents alone."""

    PUBLIC = "public", _("Reply")
    INTERNAL = "internal", _("Internal note")


class Message(models.Model):
    """One message of a ticket, in or out.

    `body_html` is clean (`madang.lib.html.clean`); empty when the message was plain text. `incoming` tells
    a message that came from outside from one that was written in the desk. `message_id` is the mail's as
    received, without angle brackets. `auto_reply` is why it counts as written by a
    machine, or empty. `bcc` are addresses that got it without the others knowing, None for nobody: no mail
    names them. `new_words` is what of `body_text` is new, without quoted history and signature; empty
    when all of it is. `newcomer` marks the first message of somebody who had no part in the ticket before.
    `signed` is "S/MIME" or "PGP" when the mail carries a signature, which nobody has checked. `key` makes
    taking the same thing twice impossible. `unsigned`: its author wanted no signature below it.
    `redacted_at` is when a piece or a file of it was blacked out.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="messages", db_index=False)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    incoming = models.BooleanField(default=False)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    new_words = models.TextField(blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    from_email = models.CharField(max_length=320, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    bcc = models.JSONField(null=True)
    message_id = models.CharField(max_length=500, blank=True)
    in_reply_to = models.CharField(max_length=500, blank=True)
    auto_reply = models.CharField(max_length=40, blank=True)
    newcomer = models.BooleanField(default=False)
    signed = models.CharField(max_length=10, blank=True)
    key = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001  # unique where there is one
    unsigned = models.BooleanField(default=False)
    redacted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ticket", "id"], name="message_of_ticket"),
            models.Index(fields=["message_id"], name="message_by_message_id"),
            models.Index(fields=["author", "created_at"], name="message_by_author"),
        ]

    def __str__(self) -> str:
        return f"{self.visibility} message {self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether the customer reads it too."""
        return self.visibility == Visibility.PUBLIC
