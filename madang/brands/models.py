"""What a customer sees: the desk's brands."""

from django.db import models


class Language(models.TextChoices):
    """The languages that are complete in every text of ours."""

    KOREAN = "ko", "한국어"
    ENGLISH = "en", "English"


class Desk(models.Model):
    """The installation itself: one row, made by the first set-up."""

    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, choices=Language, default=Language.KOREAN)
    time_zone = models.CharField(max_length=60, default="Asia/Seoul")
    created_at = models.DateTimeField(auto_now_add=True)

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
