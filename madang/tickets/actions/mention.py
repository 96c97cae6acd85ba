"""Naming colleagues in a note: who is meant is kept, and who doesn't see the ticket yet is shown it."""

from django.utils.translation import gettext as _

from madang.accounts.agents import agents
from madang.accounts.models import Team, User

from ..errors import CannotMention
from ..mentions import Named, may_show, members_of, named_in, unseeing
from ..models import Mention, Message, Ticket
from .follow import follow_by_habit
from .sight import show_to


def guard_mentions(ticket: Ticket, html: str, *, by: User) -> Named:
    """Whom a note names. Raises CannotMention when one of them left, or can't be shown the ticket."""
    named = named_in(html)
    if not named:
        return named
    here = set(agents().filter(pk__in=named.people).values_list("pk", flat=True))
    gone = User.objects.filter(pk__in=set(named.people) - here).order_by("pk")
    if names := [one.shown_name for one in gone]:
        words = _("%(names)s does not work here any more. Take the mention out, or name somebody else.")
        raise CannotMention(words % {"names": ", ".join(names)})
    teams = set(Team.objects.filter(pk__in=named.teams).values_list("pk", flat=True))
    if len(here) < len(named.people) or len(teams) < len(named.teams):
        raise CannotMention(_("Somebody whom you name is not here any more. Take the mention out."))
    if may_show(by):
        return named
    if unseen := unseeing(ticket, named.people):
        words = _(
            "%(names)s does not see this ticket, and you can't show it to them. Ask a colleague who can."
        )
        raise CannotMention(words % {"names": ", ".join(one.shown_name for one in unseen)})
    return named


def keep_mentions(message: Message, named: Named, *, by: User) -> None:
    """Keep whom a note names, and show them the ticket where they don't see it and `by` may do that."""
    if not named:
        return
    rows = [
        *(Mention(message=message, person_id=key) for key in named.people),
        *(Mention(message=message, team_id=key) for key in named.teams),
    ]
    Mention.objects.bulk_create(rows)
    follow_by_habit(message.ticket, by=by, mentions=True)
    if may_show(by):
        show_to(message.ticket, {*named.people, *members_of(named.teams)}, by=by)
