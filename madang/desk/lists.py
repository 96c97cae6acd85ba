"""The lists of tickets that a person has: their own, by team, what was solved, and the views they made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec

from django.db.models import QuerySet
from django.urls.converters import StringConverter
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission, Reach
from madang.lib.prepared import Given, Prepared
from madang.tickets.filters import order_or_usual
from madang.tickets.models import Away, Ticket
from madang.tickets.queries import deleted_within_reach
from madang.tickets.views import views_read

from . import list_contents as contents
from .shown import ShownView, shown

P = ParamSpec("P")

DEFAULT = "mine"


class SlugConverter(StringConverter):
    """The lists' names in addresses; no other address below /desk/ looks like one."""

    regex = (
        r"mine|unassigned|open|followed|asked|shown|snoozed|spam|deleted|solved|team-\d{1,18}|view-\d{1,18}"
    )


@dataclass(frozen=True, slots=True)
class TicketList:
    """One list: its name in the address, its name for people, what it holds, newest first by `order`.

    `holds` makes the query of its tickets; most lists of a page are only named. `sorted_by` says the order in
    words. `go` is the code of the key that leads to it after G. A list without `counted` can be of any length
    and is not counted. `empty` and `advice` are said when nothing is in it.
    `view` is the view that it shows, in place of `tickets`.
    """

    slug: str
    name: str
    holds: Callable[[], QuerySet[Ticket]]
    order: str = "last_message_at"
    sorted_by: str | Promise = ""
    go: str = ""
    counted: bool = True
    team: int | None = None
    view: ShownView | None = None
    empty: str = ""
    advice: str = ""

    @property
    def tickets(self) -> QuerySet[Ticket]:
        """What the list holds; nothing where it shows a view."""
        return self.holds()

    @property
    def is_own(self) -> bool:
        """Whether it holds something else for each person with the same rights; not asked of views."""
        return self.slug in contents.OF_THEIR_OWN


@dataclass(frozen=True, slots=True)
class Group:
    """Lists under one heading; the first group has none. `of_views` when people made them."""

    name: str
    lists: Sequence[TicketList]
    of_views: bool = False


def groups_for(person: User) -> Sequence[Group]:
    """All lists of a person as the rail shows them. Asks the database twice, for the teams and the views."""
    own = [_mine(person), _unassigned(person), _open(person), _snoozed(person), _solved(person)]
    if person.reach != Reach.ALL:
        own.insert(1, _shown(person))
    own[1:1] = [_followed(person), _asked(person)]
    if person.may(Permission.MARK_SPAM):
        own.append(_spam(person))
    if person.may(Permission.DELETE):
        own.append(_deleted(person))
    if person.reach == Reach.ASSIGNED:
        own = [one for one in own if one.slug != "unassigned"]
    teams = [_of_team(team, person) for team in _teams_of(person)]
    return [Group("", own), *([Group(_("Teams"), teams)] if teams else []), *_views_of(person)]


def _views_of(person: User) -> Sequence[Group]:
    """The views by their folders; those without one come first, under a heading even when there are none."""
    folders: dict[str, list[TicketList]] = {"": []}
    for saved in views_read(person):
        view = shown(saved)
        one = TicketList(
            slug=f"view-{saved.pk}",
            name=saved.name,
            holds=Ticket.objects.none,
            sorted_by=_order_in_words(view.order),
            view=view,
            empty=_("No ticket is in this view"),
            advice=_("Tickets appear here as soon as they meet its conditions."),
        )
        folders.setdefault(saved.folder, []).append(one)
    return [Group(folder or _("Views"), lists, of_views=True) for folder, lists in folders.items()]


def _in_words(order: str) -> str:
    return str(order_or_usual(order).label)


_order_in_words = lazy(_in_words, str)
"""Asked when it is shown: only one list of a page is."""

_ALL_TEAMS = Prepared(lambda: Team.objects.order_by("name", "pk"))
_OWN_TEAMS = Prepared(lambda: Team.objects.filter(memberships__user=Given("agent")).order_by("name", "pk"))


def _teams_of(person: User) -> Sequence[Team]:
    if person.reach == Reach.ALL:
        return _ALL_TEAMS.all()
    return _OWN_TEAMS.all(agent=person.pk) if person.reach == Reach.TEAMS else []


def _held(
    content: Callable[Concatenate[Reach, int, P], QuerySet[Ticket]],
    person: User,
    *more: P.args,
    **named: P.kwargs,
) -> Callable[[], QuerySet[Ticket]]:
    return lambda: content(Reach(person.reach), person.pk, *more, **named)


def _mine(person: User) -> TicketList:
    return TicketList(
        slug="mine",
        name=_("My tickets"),
        holds=_held(contents.mine, person),
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
        holds=_held(contents.followed, person),
        go="KeyF",
        empty=_("You follow no open ticket"),
        advice=_("Follow a ticket with F: you hear of new messages and changes of state."),
    )


def _asked(person: User) -> TicketList:
    return TicketList(
        slug="asked",
        name=_("Asked of my teams"),
        holds=_held(contents.asked, person),
        empty=_("Nobody waits for the help of your teams"),
        advice=_("When a colleague asks one of your teams for help with a ticket, it appears here."),
    )


def _shown(person: User) -> TicketList:
    return TicketList(
        slug="shown",
        name=_("Shown to me"),
        holds=partial(contents.shown, person.pk),
        empty=_("Nobody has shown you anything"),
        advice=_("When a colleague names you in a note of a ticket that you don't see, it appears here."),
    )


def _unassigned(person: User) -> TicketList:
    return TicketList(
        slug="unassigned",
        name=_("Unassigned"),
        holds=_held(contents.unassigned, person),
        go="KeyU",
        empty=_("Everything has somebody"),
        advice=_("New tickets appear here until somebody takes them."),
    )


def _open(person: User) -> TicketList:
    return TicketList(
        slug="open",
        name=_("All open"),
        holds=_held(contents.all_open, person),
        go="KeyO",
        empty=_("No ticket is open"),
        advice=_("When a customer writes to a support address, the ticket appears here by itself."),
    )


def _snoozed(person: User) -> TicketList:
    return TicketList(
        slug="snoozed",
        name=_("Snoozed tickets"),
        holds=_held(contents.put_away, person, Away.SNOOZED),
        order="away_since",
        sorted_by=_("Last snoozed first"),
        go="KeyZ",
        empty=_("Nothing is snoozed"),
        advice=_("Snooze a ticket with Z: it comes back by itself at its time, or when the customer writes."),
    )


def _spam(person: User) -> TicketList:
    return TicketList(
        slug="spam",
        name=_("Spam"),
        holds=_held(contents.put_away, person, Away.SPAM),
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
        holds=lambda: deleted_within_reach(person).filter(merged_into=None),
        order="away_since",
        sorted_by=_("Last deleted first"),
        counted=False,
        empty=_("Nothing was deleted"),
        advice=_("Deleted tickets stay here for 30 days; then they are gone for good."),
    )


def _solved(person: User) -> TicketList:
    return TicketList(
        slug="solved",
        name=_("Recently solved"),
        holds=_held(contents.solved, person),
        order="solved_at",
        sorted_by=_("Newest solved first"),
        go="KeyS",
        counted=False,
        empty=_("Nothing has been solved yet"),
        advice=_("Solved tickets stay here, the newest on top."),
    )


def _of_team(team: Team, person: User) -> TicketList:
    return TicketList(
        slug=f"team-{team.pk}",
        name=team.name,
        holds=_held(contents.of_team, person, team.pk),
        team=team.pk,
        empty=_("The team has no open tickets"),
        advice=_("Tickets given to this team appear here."),
    )
