"""What each role may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who somebody is for the desk; a requester has no rights in the workspace."""

    OWNER = "owner", _("Owner")
    ADMINISTRATOR = "administrator", _("Administrator")
    AGENT = "agent", _("Agent")
    LIGHT_AGENT = "light_agent", _("Light agent")
    REQUESTER = "requester", _("Customer")


class Reach(models.TextChoices):
    """How far into the tickets somebody sees."""

    ALL = "all", _("All tickets")
    TEAMS = "teams", _("Tickets of their teams and their own")
    ASSIGNED = "assigned", _("Tickets assigned to them")


class Permission(models.TextChoices):
    """One ticked permission; a role is a set of them."""

    REPLY = "reply", _("Answer customers")
    NOTE = "note", _("Write internal notes")
    CHANGE = "change", _("Change status, priority, type and tags")
    ASSIGN = "assign", _("Assign tickets")
    OPEN_TICKET = "open_ticket", _("Open tickets for customers")
    CHANGE_CUSTOMERS = "change_customers", _("Change customers and organizations")
    MARK_SPAM = "mark_spam", _("Mark tickets as spam and block their senders")
    DELETE = "delete", _("Delete tickets and bring them back")
    REDACT = "redact", _("Black out text and files for good")
    MANAGE_PEOPLE = "manage_people", _("Manage members and teams")
    MANAGE_DESK = "manage_desk", _("Manage brands, addresses and settings")
    REVIEW = "review", _("Review what others are about to send")
    EXPORT = "export", _("Save tickets as files")
    SHARE_VIEWS = "share_views", _("Make and change views that others have")
    SEE_FAILURES = "see_failures", _("See and retry what failed")
    OWN = "own", _("Hand over ownership, try the desk as a customer")


_AGENT = frozenset(
    {
        *(Permission.REPLY, Permission.NOTE, Permission.CHANGE, Permission.ASSIGN),
        *(Permission.OPEN_TICKET, Permission.CHANGE_CUSTOMERS, Permission.MARK_SPAM, Permission.EXPORT),
    }
)
_ADMINISTRATOR = _AGENT | {
    Permission.REVIEW,
    Permission.DELETE,
    Permission.REDACT,
    Permission.MANAGE_PEOPLE,
    Permission.MANAGE_DESK,
    Permission.SHARE_VIEWS,
    Permission.SEE_FAILURES,
}

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OWNER: _ADMINISTRATOR | {Permission.OWN},
    Role.ADMINISTRATOR: frozenset(_ADMINISTRATOR),
    Role.AGENT: _AGENT,
    Role.LIGHT_AGENT: frozenset({Permission.NOTE, Permission.CHANGE}),
    Role.REQUESTER: frozenset(),
}
