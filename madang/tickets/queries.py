"""What a person may see: every page, export, search and hint goes through here."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from madang.accounts.models import Team, User
from madang.accounts.roles import Permission, Reach

from .models import Message, Ticket, Visibility


def visible_to(person: User) -> QuerySet[Ticket]:
    """The tickets that `person` may see in the workspace; none for a requester."""
    if not person.is_agent:
        return Ticket.objects.none()
    if person.reach == Reach.ALL:
        return Ticket.objects.all()
    if person.reach == Reach.TEAMS:
        own_teams = Team.objects.filter(memberships__user=person).values("pk")
        return Ticket.objects.filter(Q(team__in=own_teams) | Q(assignee=person))
    return Ticket.objects.filter(assignee=person)


def messages_visible_to(person: User) -> QuerySet[Message]:
    """The messages that `person` may read, notes only with the permission to write them."""
    # Asked about each by itself: `ticket IN (all visible)` makes SQLite walk through every ticket first.
    messages = Message.objects.filter(Exists(visible_to(person).filter(pk=OuterRef("ticket_id"))))
    if person.may(Permission.NOTE):
        return messages
    return messages.filter(visibility=Visibility.PUBLIC)
