from typing import ClassVar

from django.db import models

from .delivery import Delivery


class HandedOver(models.Model):
    """A mail that a provider took by its API: what the provider calls it.

    `provider_id` is how its events name the mail, `message_id` the Message-ID that it gave the mail in place
    of ours, where that is known: answers refer to it.
    """

    delivery = models.OneToOneField(
        Delivery, on_delete=models.CASCADE, primary_key=True, related_name="handed_over"
    )
    provider = models.CharField(max_length=20)
    provider_id = models.CharField(max_length=500, blank=True)
    message_id = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "mails handed over"
        indexes: ClassVar = [
            models.Index(fields=["provider_id"], name="handed_over_by_provider_id"),
            models.Index(fields=["message_id"], name="handed_over_by_message_id"),
        ]

    def __str__(self) -> str:
        return self.provider_id or self.message_id
