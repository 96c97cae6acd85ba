from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission
from madang.history.kinds import Nothing
from madang.history.recording import action, record
from madang.lib.conditions import Group

from ..errors import NotAllowed, ViewIsGone, WrongView
from ..filters import GROUPINGS, order_of, write
from ..models import SavedView, Sharing
from ..settings_events import VIEW_CHANGED, VIEW_MADE, VIEW_MOVED, VIEW_REMOVED, VIEW_RESTORED, OfView
from ..views import may_change_view, views_for

LONGEST_NAME = 100
LONGEST_FOLDER = 60
MOST_VIEWS = 100
"""Views that one person has, shared ones counted: all of them are counted whenever something happens."""


@dataclass(frozen=True, slots=True)
class View:
    """All that somebody says of a view; `facts` are what its rows show."""

    name: str
    conditions: Group
    order: str = "newest_message"
    grouping: str = ""
    facts: Sequence[str] = ()
    folder: str = ""
    sharing: str = Sharing.PERSONAL
    teams: Sequence[Team] = field(default_factory=tuple)


@action
def make_view(view: View, *, by: User) -> SavedView:
    """Make a view, the last in its order. Raises NotAllowed and WrongView."""
    _guard_sharing(view, by)
    if views_for(by).count() >= MOST_VIEWS:
        raise WrongView(
            _("There are %(most)s views already. Remove one that nobody needs.") % {"most": MOST_VIEWS}
        )
    now = timezone.now()
    last = SavedView.objects.aggregate(last=Max("position"))["last"] or 0
    made = SavedView(owner=by, position=last + 1, created_at=now, updated_at=now, **_columns(view))
    made.save()
    made.teams.set(view.teams)
    record(made, VIEW_MADE, by=by, data=_data(view))
    return made


@action
def change_view(saved: SavedView, *, to: View, by: User) -> None:
    """Make a view another one; the same view does nothing. Raises NotAllowed, WrongView and ViewIsGone."""
    saved = _held(saved, by)
    _guard_sharing(to, by)
    columns = _columns(to)
    teams = {team.pk for team in to.teams}
    if all(getattr(saved, name) == value for name, value in columns.items()) and teams == set(
        saved.teams.values_list("pk", flat=True)
    ):
        return
    if saved.sharing != Sharing.PERSONAL and to.sharing == Sharing.PERSONAL:
        saved.owner = by  # who takes it back from the others keeps it
    for name, value in columns.items():
        setattr(saved, name, value)
    saved.updated_at = timezone.now()
    saved.save()
    saved.teams.set(to.teams)
    record(saved, VIEW_CHANGED, by=by, data=_data(to))


@action
def remove_view(saved: SavedView, *, by: User) -> None:
    """Remove a view; it can be restored. Raises NotAllowed and ViewIsGone."""
    saved = _held(saved, by)
    saved.removed_at = timezone.now()
    saved.save(update_fields=["removed_at"])
    record(saved, VIEW_REMOVED, by=by, data=Nothing())


@action
def restore_view(saved: SavedView, *, by: User) -> None:
    """Bring a removed view back; one that is there stays as it is. Raises NotAllowed."""
    saved = saved.locked()
    if not may_change_view(by, saved):
        raise NotAllowed
    if saved.removed_at is None:
        return
    saved.removed_at = None
    saved.save(update_fields=["removed_at"])
    record(saved, VIEW_RESTORED, by=by, data=Nothing())


@action
def arrange_views(order: Sequence[SavedView], *, by: User) -> None:
    """Put views one below the other, as far as the person may change them; the others keep their places."""
    held = SavedView.objects.select_for_update().in_bulk([one.pk for one in order])
    own = [held[one.pk] for one in order if one.pk in held and may_change_view(by, held[one.pk])]
    places = sorted(one.position for one in own)
    if len(set(places)) < len(places):
        places = list(range(min(places, default=0), min(places, default=0) + len(places)))
    for saved, position in zip(own, places, strict=True):
        if saved.position == position:
            continue
        saved.position = position
        saved.save(update_fields=["position"])
        record(saved, VIEW_MOVED, by=by, data=Nothing())


def _held(saved: SavedView, by: User) -> SavedView:
    saved = saved.locked()
    if not may_change_view(by, saved):
        raise NotAllowed
    if saved.removed_at is not None:
        raise ViewIsGone
    return saved


def _guard_sharing(view: View, by: User) -> None:
    """Raise NotAllowed when the person may not share it, WrongView when it can't be like this."""
    if not by.is_agent or (view.sharing != Sharing.PERSONAL and not by.may(Permission.SHARE_VIEWS)):
        raise NotAllowed
    if not view.name.strip():
        raise WrongView(_("Give the view a name."))
    if view.sharing == Sharing.TEAMS and not view.teams:
        raise WrongView(_("Choose the teams that the view is for."))
    if (
        order_of(view.order) is None
        or view.grouping not in {"", *GROUPINGS}
        or view.sharing not in Sharing.values
    ):
        raise WrongView(_("Tickets can't be put in this order. Choose another one."))


def _columns(view: View) -> dict[str, Any]:
    return {
        "name": " ".join(view.name.split())[:LONGEST_NAME],
        "folder": " ".join(view.folder.split())[:LONGEST_FOLDER],
        "conditions": write(view.conditions),
        "facts": list(view.facts),
        "order": view.order,
        "grouping": view.grouping,
        "sharing": view.sharing,
    }


def _data(view: View) -> OfView:
    return OfView(sharing=view.sharing, teams=tuple(team.pk for team in view.teams))
