from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Team, User

from .message import Visibility


class Audience(models.TextChoices):
    """Who may use a macro."""

    PERSONAL = "personal", _("Me alone")
    TEAMS = "teams", _("Teams")
    EVERYBODY = "everybody", _("Everybody")


class Macro(models.Model):
    """A text and what is done with a ticket, kept to be used again.

    `bodies` are clean HTML by language, with gaps (`tickets.gaps`); languages without words are left out.
    `visibility` is where the text goes: to the customer, or into a note. `parts` is what it does
    (`tickets.parts`). `owner` made it, and alone sees one that is personal. `uses` counts tickets that it was
    used on. A retired one can't be used any more; history still names it.
    """

    name = models.CharField(max_length=100)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="macros")
    audience = models.CharField(max_length=12, choices=Audience, default=Audience.PERSONAL)
    teams = models.ManyToManyField(Team, related_name="macros", blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    bodies = models.JSONField(default=dict)
    parts = models.JSONField(default=list)
    uses = models.PositiveIntegerField(default=0)
    is_retired = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
