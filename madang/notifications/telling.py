"""The one place that decides whether an agent hears of something: `tell`.

Nobody hears of what they did themselves, of what they can't see, or twice of the same. Notices are made in
jobs after the commit, so a job that runs twice tells nothing new. Where each of them wants to be told is
theirs to say (`choices`).
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from madang.accounts.agents import agents
from madang.accounts.models import User
from madang.accounts.roles import PERMISSIONS, Permission
from madang.history.models import Event
from madang.lib.pubsub import publish
from madang.lib.rows import insert
from madang.realtime.told import TOLD
from madang.tickets.models import Message, SideConversation, Ticket
from madang.tickets.queries import who_see

from .about import About
from .choices import Place, choices_of, quiet_until
from .models import Notice

LOOKED_AT = timedelta(seconds=5)
"""How long a push waits for its person to see it in the desk."""


def tell(
    people: Mapping[int, About],
    event: Event,
    ticket: Ticket,
    *,
    message: Message | None = None,
    side: SideConversation | None = None,
) -> list[Notice]:
    """Tell these agents, each for their reason, of one event on a ticket; gives the notices that are new."""
    made = []
    with transaction.atomic():
        hearing = list(_who_hear(people, event, ticket, message or side))
        chosen = choices_of(person.pk for person in hearing)
        for person in hearing:
            wanted = chosen[person.pk].of(people[person.pk])
            if not wanted:
                continue
            now = timezone.now()
            outside = {Place.MAIL, Place.PUSH} & set(wanted)
            due = (outside and quiet_until(person, chosen[person.pk], now=now)) or now
            notice = Notice(
                person=person,
                about=people[person.pk],
                ticket=ticket,
                message=message,
                side=side,
                by_id=event.actor_id,
                event=event.pk,
                created_at=event.created_at,
                read_at=None if {Place.DESK, Place.BROWSER} & set(wanted) else event.created_at,
                mail_due_at=due if Place.MAIL in wanted else None,
                push_due_at=max(due, now + LOOKED_AT) if Place.PUSH in wanted else None,
            )
            if insert(notice, unless_there=True):
                made.append(notice)
        told = [one.person_id for one in made]
        transaction.on_commit(lambda: say(told))
    return made


def say(people: Iterable[int]) -> None:
    """Let the open pages of these agents ask again for what is new to them."""
    told = sorted(set(people))
    if told:
        publish(TOLD, {"people": told})


def _who_hear(
    people: Mapping[int, About], event: Event, ticket: Ticket, about: Message | SideConversation | None
) -> Iterable[User]:
    asked = [key for key in people if key != event.actor_id]
    if not asked:
        return []
    found = agents().filter(who_see(ticket), pk__in=asked)
    if about is not None and not about.is_public:
        found = found.filter(role__in=[role for role, may in PERMISSIONS.items() if Permission.NOTE in may])
    return found.order_by("pk")
