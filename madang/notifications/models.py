"""What a brand tells its customers at each step, in its own words; and what an agent wants to be told."""

from typing import ClassVar

from django.db import models

from madang.accounts.models import User
from madang.brands.models import Brand, Language

from .steps import Step


class NoticeText(models.Model):
    """A brand's words for one step in one language; empty words are those of the program.

    Without a row, a notice is on or off as `steps.ON_AT_FIRST` says.
    """

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="notice_texts")
    step = models.CharField(max_length=12, choices=Step)
    language = models.CharField(max_length=8, choices=Language)
    is_on = models.BooleanField(default=False)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["brand", "step", "language"], name="notice_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} ({self.language})"


class AgentNotices(models.Model):
    """What one agent does not want to be mailed about; without a row they are mailed about everything.

    `off` are codes of `news.Cause`.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    off = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "agents' notices"

    def __str__(self) -> str:
        return f"notices of {self.person}"
