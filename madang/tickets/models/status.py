from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..words import in_language


class Status(models.TextChoices):
    """Where a ticket stands: the fixed categories, within which a desk has statuses of its own."""

    NEW = "new", _("New")
    OPEN = "open", _("Open")
    PENDING = "pending", _("Waiting for customer")
    ON_HOLD = "on_hold", _("On hold")
    SOLVED = "solved", _("Solved")
    CLOSED = "closed", _("Closed")


OPEN_STATUSES = frozenset({Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD})


class OwnStatus(models.Model):
    """A status of the desk's own within a category, such as “with the warehouse” within on hold.

    `key` is its name for programs. `names` are its names by language. The default of a category is what a
    ticket gets that comes into the category without more being said. A retired one can't be chosen any more;
    tickets that have it keep it.
    """

    key = models.SlugField(max_length=60, unique=True)
    category = models.CharField(max_length=12, choices=Status)
    names = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    is_default = models.BooleanField(default=False)
    is_retired = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "own statuses"
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["category"], name="own_status_one_default", condition=models.Q(is_default=True)
            ),
            models.CheckConstraint(
                name="own_status_default_is_in_use",
                condition=models.Q(is_default=False) | models.Q(is_retired=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return in_language(self.names)
