from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models

RECORD_STAYS = timedelta(days=7)
"""How long the record of a retired key stays published: mail that it signed may still be on its way."""


class Algorithm(models.TextChoices):
    """How a key signs. Every receiver knows RSA; Ed25519 (RFC 8463) goes beside it."""

    RSA = "rsa", "RSA"
    ED25519 = "ed25519", "Ed25519"


class DkimKey(models.Model):
    """A key that mail from a domain is signed with.

    `private` is sealed. Mail is signed when the domain's DNS was `seen_at` some time to have the record, or
    when someone said so (`forced`): a signature without a record is worse than none. A newer key of the same
    algorithm takes over once it signs; the older one is `retired_at` that time and signs nothing more.
    """

    domain = models.CharField(max_length=253)
    algorithm = models.CharField(max_length=10, choices=Algorithm, default=Algorithm.RSA)
    selector = models.CharField(max_length=63)
    private = models.TextField()
    record = models.TextField(help_text="the value of the TXT record")
    seen_at = models.DateTimeField(null=True)
    forced = models.BooleanField(default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domain", "selector"], name="dkim_selector_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name that the record is published under."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def signs(self) -> bool:
        """Whether mail of the domain is signed with it, as far as it is the key's own matter."""
        return self.retired_at is None and (self.forced or self.seen_at is not None)

    @property
    def record_until(self) -> datetime | None:
        """When the record of a retired key may be removed; None for one that is in use."""
        return self.retired_at + RECORD_STAYS if self.retired_at is not None else None
