"""What a customer sees: the desk's brands."""

from typing import ClassVar

from django.db import models

LONGEST_SEND_DELAY = 24 * 60 * 60
"""Seconds that an answer may wait before it leaves."""


class Language(models.TextChoices):
    """The languages that are complete in every text of ours."""

    KOREAN = "ko", "한국어"
    ENGLISH = "en", "English"


class Desk(models.Model):
    """The installation itself: one row, made by the first set-up.

    `send_delay` is how many seconds answers wait before they leave, where a team says nothing else.
    """

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, choices=Language, default=Language.KOREAN)
    time_zone = models.CharField(max_length=60, default="Asia/Seoul")
    send_delay = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="desk_send_delay_is_a_day_at_most",
                condition=models.Q(send_delay__lte=LONGEST_SEND_DELAY),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    """One face towards customers: its name, language and colour."""

    name = models.CharField(max_length=200, unique=True)
    language = models.CharField(max_length=8, choices=Language, default=Language.KOREAN)
    colour = models.CharField(max_length=7, blank=True, help_text="#rrggbb; empty for the desk's own")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
