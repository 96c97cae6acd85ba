"""What a person may see: every page, export, search and hint goes through here."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.accounts.models import Team, TeamMembership, User
from madang.accounts.roles import Permission, Reach
from madang.lib.prepared import Given, Prepared

from .models import Away, Message, SideConversation, Sight, Ticket, Visibility


def visible_to(person: User) -> QuerySet[Ticket]:
    """The tickets that `person` may see in the workspace; none for a requester, and none that was deleted."""
    return seen_with(Reach(person.reach), person.pk) if person.is_agent else Ticket.objects.none()


def sees(person: User, ticket: int) -> bool:
    """Whether the ticket with this id is among those `visible_to(person)`. One query at most."""
    return person.is_agent and _SEEN[Reach(person.reach)].exists(agent=person.pk, ticket=ticket)


def seen_with(reach: Reach, agent: int | Given) -> QuerySet[Ticket]:
    """The tickets that an agent of that reach may see; for queries that are made once for all of a reach.

    `agent` is their id, or its place.
    """
    return _within(reach, agent).exclude(away=Away.DELETED)


def deleted_within_reach(person: User) -> QuerySet[Ticket]:
    """The deleted tickets that `person` would see; who may bring them back, finds them in their own list."""
    if not person.is_agent:
        return Ticket.objects.none()
    return _within(Reach(person.reach), person.pk).filter(away=Away.DELETED, away_since__isnull=False)


def _within(reach: Reach, agent: int | Given) -> QuerySet[Ticket]:
    if reach == Reach.ALL:
        return Ticket.objects.all()
    shown = Q(pk__in=Sight.objects.filter(person=agent).values("ticket"))
    if reach == Reach.TEAMS:
        own_teams = Team.objects.filter(memberships__user=agent).values("pk")
        # By `IN` each, so that SQLite goes through an index of its own for every part.
        asked = Q(pk__in=Sight.objects.filter(team__in=own_teams).values("ticket"))
        return Ticket.objects.filter(Q(team__in=own_teams) | Q(assignee=agent) | shown | asked)
    return Ticket.objects.filter(Q(assignee=agent) | shown)


def _one_seen(reach: Reach) -> Prepared[Ticket]:
    return Prepared(lambda: seen_with(reach, Given("agent")).filter(pk=Given("ticket")).only("pk")[:1])


_SEEN = {reach: _one_seen(reach) for reach in Reach}


def who_see(ticket: Ticket) -> Q:
    """The agents who see a ticket that was not deleted: `visible_to`, asked from its other end."""
    in_the_team = TeamMembership.objects.filter(team=ticket.team_id).values("user")
    asked = Sight.objects.filter(ticket=ticket, team__isnull=False).values("team")
    in_asked_teams = TeamMembership.objects.filter(team__in=asked).values("user")
    shown = Sight.objects.filter(ticket=ticket, person__isnull=False).values("person")
    by_team = Q(pk__in=in_the_team) | Q(pk__in=in_asked_teams)
    return Q(reach=Reach.ALL) | Q(pk=ticket.assignee_id) | Q(pk__in=shown) | (Q(reach=Reach.TEAMS) & by_team)


def sees_bcc(person: User) -> bool:
    """Whether `person` learns who got an answer as Bcc: who answers customers does, a partner doesn't."""
    return person.may(Permission.REPLY)


def messages_visible_to(person: User) -> QuerySet[Message]:
    """The messages that `person` may read, notes only with the permission to write them."""
    if not person.is_agent:
        return Message.objects.none()
    return messages_seen_with(Reach(person.reach), person.pk, notes=person.may(Permission.NOTE))


def messages_seen_with(reach: Reach, agent: int | Given, *, notes: bool) -> QuerySet[Message]:
    """The messages that an agent of that reach may read; for queries that are made once."""
    # Asked about each by itself: `ticket IN (all visible)` makes SQLite walk through every ticket first.
    messages = Message.objects.filter(Exists(seen_with(reach, agent).filter(pk=OuterRef("ticket_id"))))
    return messages if notes else messages.filter(visibility=Visibility.PUBLIC)


def sides_visible_to(person: User) -> QuerySet[SideConversation]:
    """The side conversations that `person` may read: like notes, with the permission to write them."""
    if not person.is_agent or not person.may(Permission.NOTE):
        return SideConversation.objects.none()
    return SideConversation.objects.filter(Exists(visible_to(person).filter(pk=OuterRef("ticket_id"))))
