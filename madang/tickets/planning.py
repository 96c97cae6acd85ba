"""Planned replies: who sees them, and who may do what with them."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import PERMISSIONS, Permission
from madang.brands.models import LONGEST_SEND_DELAY, Desk
from madang.lib.prepared import Prepared

from .models import WAITING, PlannedReply, PlannedState, Ticket
from .queries import visible_to, who_see

LONGEST_DELAY = timedelta(seconds=LONGEST_SEND_DELAY)
MOST_REVIEWERS = 300


def planned_visible_to(person: User) -> QuerySet[PlannedReply]:
    """The planned replies that `person` may read: those of the tickets that they see."""
    # Asked about each by itself: `ticket IN (all visible)` makes SQLite walk through every ticket first.
    return PlannedReply.objects.filter(Exists(visible_to(person).filter(pk=OuterRef("ticket_id"))))


def waiting_for(person: User) -> QuerySet[PlannedReply]:
    """What has not left and concerns `person`: their own, what they are to review, and what they watch over.

    Leads watch over the tickets of their teams; who may review answers, over all that they see.
    """
    waiting = planned_visible_to(person).filter(state__in=sorted(WAITING))
    if person.may(Permission.REVIEW):
        return waiting
    led = Team.objects.filter(memberships__user=person, memberships__is_lead=True).values("pk")
    concerned = Q(author=person) | Q(reviewer=person, state=PlannedState.IN_REVIEW)
    if person.may(Permission.REPLY):
        concerned |= Q(ticket__team__in=led)
    return waiting.filter(concerned)


def watches_over(person: User, ticket: Ticket) -> bool:
    """Whether `person` decides about the answers of others on this ticket. One query at most."""
    if not person.may(Permission.REPLY):
        return False
    if person.may(Permission.REVIEW):
        return True
    return person.memberships.filter(team=ticket.team_id, is_lead=True).exists()


def may_change(person: User, planned: PlannedReply, *, watches: bool) -> bool:
    """Whether `person` may edit it or call it back; `watches` is `watches_over` of its ticket."""
    return person.may(Permission.REPLY) and (
        planned.author_id == person.pk or may_review(person, planned, watches=watches)
    )


def may_review(person: User, planned: PlannedReply, *, watches: bool) -> bool:
    """Whether `person` may approve or return it: who was asked, and who watches over the ticket."""
    asked = planned.state == PlannedState.IN_REVIEW and planned.reviewer_id == person.pk
    return person.may(Permission.REPLY) and (watches or asked)


def may_send(person: User, planned: PlannedReply, *, watches: bool) -> bool:
    """Whether `person` may let it leave: its author unless it is in review, and who may review it."""
    own = planned.author_id == person.pk and planned.state != PlannedState.IN_REVIEW
    return person.may(Permission.REPLY) and (own or may_review(person, planned, watches=watches))


def reviewers_for(ticket: Ticket, *, but: User) -> list[User]:
    """Colleagues who can be asked to review an answer on this ticket, its team's leads first. Two queries."""
    leads = TeamMembership.objects.filter(team=ticket.team_id, is_lead=True).values_list("user", flat=True)
    first = set(leads) if ticket.team_id is not None else set()
    found = _who_can_review(ticket).exclude(pk=but.pk).order_by("name", "pk")[:MOST_REVIEWERS]
    return sorted(found, key=lambda one: one.pk not in first)


def can_review(person: User, ticket: Ticket) -> bool:
    """Whether an answer on this ticket can be given to `person` for review. One query."""
    return _who_can_review(ticket).filter(pk=person.pk).exists()


def _who_can_review(ticket: Ticket) -> QuerySet[User]:
    """Who answers customers and sees the ticket."""
    answering = [role for role, permissions in PERMISSIONS.items() if Permission.REPLY in permissions]
    return User.objects.filter(who_see(ticket), role__in=answering, is_active=True)


def delay_of(ticket: Ticket) -> timedelta:
    """How long answers on this ticket wait before they leave: as its team wants, else the desk.

    One query, and one for a team that was not fetched with the ticket.
    """
    if ticket.team is not None and ticket.team.send_delay is not None:
        return timedelta(seconds=ticket.team.send_delay)
    desk = _DESK.first()
    return timedelta(seconds=desk.send_delay if desk is not None else 0)


_DESK = Prepared(lambda: Desk.objects.only("send_delay").order_by("pk")[:1])
