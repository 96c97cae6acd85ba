"""What is kept of agents as colleagues: whether they are there."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Said(models.TextChoices):
    """What somebody says of themselves, and what others read of them."""

    ONLINE = "online", _("Online")
    AWAY = "away", _("Away")
    OFF = "off", _("Off work")


class Availability(models.Model):
    """Whether an agent is there: what they said, when, and their hours. Without a row they are off work.

    `until` is when somebody comes back who is away, None when that is not known. `by_itself`: the desk
    noticed it, nobody said so. `away_after` is the minutes without a sign after which somebody counts as
    away, None for never; `last_sign_at` is kept for that. `week` holds a span of minutes or None for each
    day, Monday first, and is empty without hours; `days_off` are pairs of first and last days
    (`calendars.timetable`). `availability.whereabouts` reads it all.
    """

    person = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, primary_key=True, related_name="availability"
    )
    said = models.CharField(max_length=8, choices=Said, default=Said.ONLINE)
    said_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by_itself = models.BooleanField(default=False)
    away_after = models.PositiveSmallIntegerField(null=True)
    last_sign_at = models.DateTimeField(null=True)
    week = models.JSONField(default=list)
    days_off = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "availabilities"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="only_away_has_an_end", condition=models.Q(until__isnull=True) | models.Q(said="away")
            )
        ]

    def __str__(self) -> str:
        return f"{self.said}"


class SkillColour(models.TextChoices):
    """The grounds that a skill's chip may have; each names a class of the stylesheet."""

    PLAIN = "", _("Plain")
    INDIGO = "info", _("Indigo")
    PINE = "done", _("Pine")
    OCHRE = "wait", _("Ochre")
    PERSIMMON = "hot", _("Persimmon")


class Skill(models.Model):
    """Something that some agents know and others don't: a product, a tool, a kind of matter."""

    name = models.CharField(max_length=60, unique=True)
    colour = models.CharField(max_length=8, choices=SkillColour, blank=True)
    people = models.ManyToManyField("accounts.User", related_name="skills", blank=True)

    def __str__(self) -> str:
        return self.name


class AgentCard(models.Model):
    """What an agent is to customers and colleagues: a title, and the languages they answer in (codes)."""

    person = models.OneToOneField(
        "accounts.User", on_delete=models.CASCADE, primary_key=True, related_name="card"
    )
    title = models.CharField(max_length=100, blank=True)
    languages = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.title
