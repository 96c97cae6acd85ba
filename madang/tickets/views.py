"""Views that people made: who sees them, and who may change them."""

from django.db.models import Q, QuerySet

from madang.accounts.models import TeamMembership, User
from madang.accounts.roles import Permission
from madang.lib.prepared import Given, Prepared

from .models import SavedView, Sharing


def views_for(person: User) -> QuerySet[SavedView]:
    """The views that `person` has: their own, those of their teams, and everybody's."""
    return _had_by(person.pk) if person.is_agent else SavedView.objects.none()


def views_read(person: User) -> list[SavedView]:
    """The same, read by a statement that is made once: every page of the workspace shows them."""
    return _HAD.all(agent=person.pk) if person.is_agent else []


def _had_by(agent: int | Given) -> QuerySet[SavedView]:
    own_teams = TeamMembership.objects.filter(user=agent).values("team")
    return SavedView.objects.filter(
        Q(sharing=Sharing.EVERYBODY)
        | Q(sharing=Sharing.PERSONAL, owner=agent)
        | Q(
            sharing=Sharing.TEAMS,
            pk__in=SavedView.teams.through.objects.filter(team__in=own_teams).values("savedview"),
        ),
        removed_at=None,
    ).order_by("position", "name", "pk")


_HAD = Prepared(lambda: _had_by(Given("agent")))


def may_change_view(person: User, view: SavedView) -> bool:
    """Whether `person` may change or remove the view."""
    if view.sharing == Sharing.PERSONAL:
        return person.is_agent and view.owner_id == person.pk
    return person.may(Permission.SHARE_VIEWS)
