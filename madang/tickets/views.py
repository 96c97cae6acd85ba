"""Views that people made: who sees them, and who may change them."""

from django.db.models import Q, QuerySet

from madang.accounts.models import TeamMembership, User
from madang.accounts.roles import Permission

from .models import SavedView, Sharing


def views_for(person: User) -> QuerySet[SavedView]:
    """The views that `person` has: their own, those of their teams, and everybody's."""
    if not person.is_agent:
        return SavedView.objects.none()
    own_teams = TeamMembership.objects.filter(user=person).values("team")
    return SavedView.objects.filter(
        Q(sharing=Sharing.EVERYBODY)
        | Q(sharing=Sharing.PERSONAL, owner=person)
        | Q(
            sharing=Sharing.TEAMS,
            pk__in=SavedView.teams.through.objects.filter(team__in=own_teams).values("savedview"),
        ),
        removed_at=None,
    ).order_by("position", "name", "pk")


def may_change_view(person: User, view: SavedView) -> bool:
    """Whether `person` may change or remove the view."""
    if view.sharing == Sharing.PERSONAL:
        return person.is_agent and view.owner_id == person.pk
    return person.may(Permission.SHARE_VIEWS)
