"""Inboxes: the configured channels of this desk."""

from typing import ClassVar

from django.db import models

from madang.accounts.models import Team
from madang.brands.models import Brand


class Inbox(models.Model):
    """One configured channel of a brand; for e-mail, one support address.

    `team` takes what comes in. Mail to unknown addresses of its domain is taken by an inbox that is
    `catch_all`.
    """

    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="inboxes")
    kind = models.CharField(max_length=20, default="email")
    address = models.CharField(max_length=254, unique=True, help_text="in lower case")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="inboxes")
    catch_all = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "inboxes"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["catch_all"], condition=models.Q(catch_all=True), name="one_catch_all_inbox"
            )
        ]

    def __str__(self) -> str:
        return self.address
