from typing import ClassVar

from django.db import models

from madang.accounts.models import User

from .message import Visibility
from .ticket import Ticket


class Draft(models.Model):
    """What an agent has begun to write on a ticket, one of each visibility.

    `to`, `cc` and `bcc` are the addresses that its author chose, all None when whoever takes part gets it.
    `macros` are those that were taken into it, each with what it does once this is sent:
    `{"macro": id, "parts": […]}`.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    body_html = models.TextField(blank=True)
    to = models.JSONField(null=True)
    cc = models.JSONField(null=True)
    bcc = models.JSONField(null=True)
    macros = models.JSONField(default=list)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "author", "visibility"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"draft of {self.author} on {self.ticket}"
