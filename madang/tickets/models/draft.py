from typing import ClassVar

from django.db import models

from madang.accounts.models import User

from .message import Visibility
from .ticket import Ticket


class Draft(models.Model):
    """What an agent has begun to write on a ticket, one of each visibility."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    body_html = models.TextField(blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "author", "visibility"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"draft of {self.author} on {self.ticket}"
