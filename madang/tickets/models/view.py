from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from madang.accounts.models import Team, User


class Sharing(models.TextChoices):
    """Whose view it is."""

    PERSONAL = "personal", _("Only me")
    TEAMS = "teams", _("Teams")
    EVERYBODY = "everybody", _("Everybody")


class SavedView(models.Model):
    """A list of tickets that somebody made: conditions, what its rows show, their order.

    Only the functions in `tickets/actions` write it. `conditions` are read by `tickets.filters.read`; `facts`
    are the names of what each row shows, in their order. `owner` is whose it is when it is personal, else who
    made it. `folder` is the heading it stands under, empty for none. Views stand by `position`, then by name.
    `removed_at` is when it was removed; until then None.
    """

    name = models.CharField(max_length=100)
    folder = models.CharField(max_length=60, blank=True)
    conditions = models.JSONField()
    facts = models.JSONField(default=list)
    order = models.CharField(max_length=30)
    grouping = models.CharField(max_length=30, blank=True)
    sharing = models.CharField(max_length=12, choices=Sharing, default=Sharing.PERSONAL)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    teams = models.ManyToManyField(Team, related_name="saved_views", blank=True)
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sharing", "removed_at"], name="view_by_sharing")]

    def __str__(self) -> str:
        return self.name

    def locked(self) -> "SavedView":
        """The same view as it is now, locked until the transaction ends."""
        return SavedView.objects.select_for_update().get(pk=self.pk)
