"""The lists of tickets that a person has: their own, by team, what was solved, and the views they made."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls.converters import StringConverter
from django.utils.translation import gettext as _

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission, Reach
from madang.lib.prepared import Given, Prepared
from madang.tickets.filters import ORDERS
from madang.tickets.models import OPEN_STATUSES, Away, Status, TeamInvitation, Ticket
from madang.tickets.queries import deleted_within_reach, visible_to
from madang.tickets.views import views_read

from .shown import ShownView, shown

DEFAULT = "mine"


class SlugConverter(StringConverter):
    """The lists' names in addresses; no other address below /desk/ looks like one."""

    regex = (
        r"mine|unassigned|open|followed|asked|shown|snoozed|spam|deleted|solved|team-\d{1,18}|view-\d{1,18}"
    )


@dataclass(frozen=True, slots=True)
class TicketList:
    """One list: its name in the address, its name for people, what it holds, newest first by `order`.

    `sorted_by` says that order in words. `go` is the code of the key that leads to it after G. A list without
    `counted` can be of any length and is not counted. `empty` and `advice` are said when nothing is in it.
    `view` is the view that it shows, in place of `tickets`.
    """

    slug: str
    name: str
    tickets: QuerySet[Ticket]
    order: str = "last_message_at"
    sorted_by: str = ""
    go: str = ""
    counted: bool = True
    team: int | None = None
    view: ShownView | None = None
    empty: str = ""
    advice: str = ""


OPEN = (True,)
"""Asked for as `is_open IN (1)`: Django writes `is_open=True` as the bare column, and SQLite then leaves the
index unused and sorts every open ticket for each page."""


ENDED = tuple(status for status in Status if status not in OPEN_STATUSES)
"""What is left out of lists that hold few tickets: said like this, SQLite begins with those few and not with
every open ticket."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lists under one heading; the first group has none. `of_views` when people made them."""

    name: str
    lists: Sequence[TicketList]
    of_views: bool = False


def groups_for(person: User) -> Sequence[Group]:
    """All lists of a person as the rail shows them. Asks the database twice, for the teams and the views."""
    seen = visible_to(person)
    if person.reach == Reach.ASSIGNED:
        # What they were shown has a list of its own: both in one would be looked for among all open tickets.
        seen = seen.filter(assignee=person)
    here = seen.filter(away="")
    own = [_mine(person, here), _unassigned(here), _open(here), _snoozed(seen), _solved(here)]
    if person.reach != Reach.ALL:
        own.insert(1, _shown(person))
    own[1:1] = [_followed(person), _asked(person)]
    if person.may(Permission.MARK_SPAM):
        own.append(_spam(seen))
    if person.may(Permission.DELETE):
        own.append(_deleted(person))
    if person.reach == Reach.ASSIGNED:
        own = [one for one in own if one.slug != "unassigned"]
    teams = [_of_team(team, here) for team in _teams_of(person)]
    return [Group("", own), *([Group(_("Teams"), teams)] if teams else []), *_views_of(person)]


def _views_of(person: User) -> Sequence[Group]:
    """The views by their folders; those without one come first, under a heading even when there are none."""
    folders: dict[str, list[TicketList]] = {"": []}
    for saved in views_read(person):
        view = shown(saved)
        one = TicketList(
            slug=f"view-{saved.pk}",
            name=saved.name,
            tickets=Ticket.objects.none(),
            sorted_by=str(ORDERS[view.order].label),
            view=view,
            empty=_("No ticket is in this view"),
            advice=_("Tickets appear here as soon as they meet its conditions."),
        )
        folders.setdefault(saved.folder, []).append(one)
    return [Group(folder or _("Views"), lists, of_views=True) for folder, lists in folders.items()]


_ALL_TEAMS = Prepared(lambda: Team.objects.order_by("name", "pk"))
_OWN_TEAMS = Prepared(lambda: Team.objects.filter(memberships__user=Given("agent")).order_by("name", "pk"))


def _teams_of(person: User) -> Sequence[Team]:
    if person.reach == Reach.ALL:
        return _ALL_TEAMS.all()
    return _OWN_TEAMS.all(agent=person.pk) if person.reach == Reach.TEAMS else []


def _mine(person: User, seen: QuerySet[Ticket]) -> TicketList:
    return TicketList(
        slug="mine",
        name=_("My tickets"),
        tickets=seen.filter(assignee=person, is_open__in=OPEN),
        go="KeyM",
        empty=_("Nothing is waiting for you"),
        advice=_("Tickets appear here as soon as they are given to you.")
        if person.reach == Reach.ASSIGNED
        else _("Take something from the unassigned tickets, or look at what your team has."),
    )


def _followed(person: User) -> TicketList:
    return TicketList(
        slug="followed",
        name=_("Followed tickets"),
        tickets=visible_to(person).filter(followers__person=person, away="").exclude(status__in=ENDED),
        go="KeyF",
        empty=_("You follow no open ticket"),
        advice=_("Follow a ticket with F: you hear of new messages and changes of state."),
    )


def _asked(person: User) -> TicketList:
    teams = Team.objects.filter(memberships__user=person).values("pk")
    asked = TeamInvitation.objects.filter(team__in=teams, done_at__isnull=True).values("ticket")
    return TicketList(
        slug="asked",
        name=_("Asked of my teams"),
        tickets=visible_to(person).filter(pk__in=asked, away="").exclude(status__in=ENDED),
        empty=_("Nobody waits for the help of your teams"),
        advice=_("When a colleague asks one of your teams for help with a ticket, it appears here."),
    )


def _shown(person: User) -> TicketList:
    shown = Ticket.objects.filter(sights__person=person).exclude(away=Away.DELETED)
    return TicketList(
        slug="shown",
        name=_("Shown to me"),
        tickets=shown.filter(away="").exclude(status__in=ENDED),
        empty=_("Nobody has shown you anything"),
        advice=_("When a colleague names you in a note of a ticket that you don't see, it appears here."),
    )


def _unassigned(seen: QuerySet[Ticket]) -> TicketList:
    return TicketList(
        slug="unassigned",
        name=_("Unassigned"),
        tickets=seen.filter(assignee=None, is_open__in=OPEN),
        go="KeyU",
        empty=_("Everything has somebody"),
        advice=_("New tickets appear here until somebody takes them."),
    )


def _open(seen: QuerySet[Ticket]) -> TicketList:
    return TicketList(
        slug="open",
        name=_("All open"),
        tickets=seen.filter(is_open__in=OPEN),
        go="KeyO",
        empty=_("No ticket is open"),
        advice=_("When a customer writes to a support address, the ticket appears here by itself."),
    )


def _snoozed(seen: QuerySet[Ticket]) -> TicketList:
    return TicketList(
        slug="snoozed",
        name=_("Snoozed tickets"),
        tickets=seen.filter(away=Away.SNOOZED, away_since__isnull=False),
        order="away_since",
        sorted_by=_("Last snoozed first"),
        go="KeyZ",
        empty=_("Nothing is snoozed"),
        advice=_("Snooze a ticket with Z: it comes back by itself at its time, or when the customer writes."),
    )


def _spam(seen: QuerySet[Ticket]) -> TicketList:
    return TicketList(
        slug="spam",
        name=_("Spam"),
        tickets=seen.filter(away=Away.SPAM, away_since__isnull=False),
        order="away_since",
        sorted_by=_("Last marked first"),
        counted=False,
        empty=_("No ticket is spam"),
        advice=_("Tickets that somebody marked as spam are here; each can be taken back."),
    )


def _deleted(person: User) -> TicketList:
    return TicketList(
        slug="deleted",
        name=_("Deleted"),
        tickets=deleted_within_reach(person).filter(merged_into=None),
        order="away_since",
        sorted_by=_("Last deleted first"),
        counted=False,
        empty=_("Nothing was deleted"),
        advice=_("Deleted tickets stay here for 30 days; then they are gone for good."),
    )


def _solved(seen: QuerySet[Ticket]) -> TicketList:
    return TicketList(
        slug="solved",
        name=_("Recently solved"),
        tickets=seen.filter(status=Status.SOLVED, solved_at__isnull=False),
        order="solved_at",
        sorted_by=_("Newest solved first"),
        go="KeyS",
        counted=False,
        empty=_("Nothing has been solved yet"),
        advice=_("Solved tickets stay here, the newest on top."),
    )


def _of_team(team: Team, seen: QuerySet[Ticket]) -> TicketList:
    return TicketList(
        slug=f"team-{team.pk}",
        name=team.name,
        tickets=seen.filter(team=team, is_open__in=OPEN),
        team=team.pk,
        empty=_("The team has no open tickets"),
        advice=_("Tickets given to this team appear here."),
    )
