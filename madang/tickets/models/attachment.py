import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from madang.accounts.models import User

from .draft import Draft
from .macro import Macro
from .message import Message
from .planned import PlannedReply
from .side import SideDraft, SideMessage


def _stored_under(attachment: "Attachment", filename: str) -> str:
    """Where the bytes lie: never under a name that somebody outside chose."""
    return f"files/{timezone.now():%Y/%m}/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file of a message, of a draft or a planned reply that has not left yet, of a macro, of a message or a
    draft of a side conversation, or in a ticket's field.

    `content_id` is the name by which the HTML body shows an inline picture (cid:…), without angle brackets.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="attachments")
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, related_name="attachments")
    planned = models.ForeignKey(PlannedReply, on_delete=models.CASCADE, null=True, related_name="attachments")
    macro = models.ForeignKey(
        Macro, on_delete=models.CASCADE, null=True, related_name="attachments", db_index=False
    )
    side_message = models.ForeignKey(
        SideMessage, on_delete=models.CASCADE, null=True, related_name="attachments", db_index=False
    )
    side_draft = models.ForeignKey(
        SideDraft, on_delete=models.CASCADE, null=True, related_name="attachments", db_index=False
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.FileField(upload_to=_stored_under, max_length=200)
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    inline = models.BooleanField(default=False)
    content_id = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["macro"], name="attachment_of_macro", condition=models.Q(macro__isnull=False)
            ),
            models.Index(
                fields=["side_message"],
                name="attachment_of_side_message",
                condition=models.Q(side_message__isnull=False),
            ),
            models.Index(
                fields=["side_draft"],
                name="attachment_of_side_draft",
                condition=models.Q(side_draft__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.filename
