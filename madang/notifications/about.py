"""What agents are told of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class About(models.TextChoices):
    """Why an agent hears of something; what wins first stands first when several hold."""

    MENTION = "mention", _("A note names me")
    TEAM_MENTION = "team_mention", _("A note names my team")
    ASSIGNED = "assigned", _("A ticket is assigned to me")
    ANSWERED = "answered", _("A customer writes on a ticket of mine")
    TEAM_NEW = "team_new", _("A new ticket comes to my team")
    ASKED = "asked", _("A team of mine is asked for help")
    DONE = "done", _("A team that I asked for help is done")
    SIDE = "side", _("Somebody writes in a side conversation of mine")
    SIDE_UNSENT = "side_unsent", _("A mail of mine in a side conversation does not arrive")
    CUSTOMER = "customer", _("A customer writes on a ticket that I follow")
    ANSWER = "answer", _("A colleague answers on a ticket that I follow")
    NOTE = "note", _("A colleague writes a note on a ticket that I follow")
    STATE = "state", _("The state of a ticket that I follow changes")
