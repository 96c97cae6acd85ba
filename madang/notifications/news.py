"""What an agent has to hear of: an answer that was stopped, waits for a review, was returned, or is lost.

Who is told is who can act: whoever wrote it, else who has the ticket, else who leads its team.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madang.accounts.models import User
from madang.accounts.roles import Permission
from madang.delivery import events as deliveries
from madang.delivery.models import UNSENT, Delivery, Purpose
from madang.history.models import Event
from madang.lib.text.particles import with_particles
from madang.tickets import events as tickets
from madang.tickets.models import PlannedReply, PlannedState, StoppedBy, Ticket
from madang.tickets.queries import visible_to
from madang.ui.people import called


class Cause(models.TextChoices):
    """Why an agent is told something; each can be switched off in one's own settings."""

    STOPPED = "stopped", gettext_lazy("An answer of mine was stopped")
    REVIEW = "review", gettext_lazy("An answer waits for my review")
    RETURNED = "returned", gettext_lazy("A reviewer returned an answer of mine")
    UNDELIVERED = "undelivered", gettext_lazy("An answer of mine did not arrive")


@dataclass(frozen=True, slots=True)
class News:
    """One thing that one person has to hear of.

    `planned` or `delivery` is what it is about. `by` is who caused it, None for the desk itself.
    """

    cause: Cause
    person: User
    ticket: Ticket
    event: Event
    author: User
    by: User | None = None
    planned: PlannedReply | None = None
    delivery: Delivery | None = None

    @property
    def is_own(self) -> bool:
        """Whether the person wrote the answer."""
        return self.author.pk == self.person.pk

    @property
    def path(self) -> str:
        """Where it stands in the desk."""
        place = f"#planned-{self.planned.pk}" if self.planned is not None else ""
        return f"/desk/open/{self.ticket.number}/{place}"

    def in_words(self) -> str:
        """The news as a sentence, in the language under way."""
        values = {
            "number": f"#{self.ticket.number}",
            "author": called(self.author),
            "actor": called(self.by),
            "person": self.delivery.recipient if self.delivery is not None else "",
        }
        return with_particles(self._template(), **values)

    def _template(self) -> str:
        if self.cause == Cause.REVIEW:
            return _("{author} asks you to review an answer on {number}")
        if self.cause == Cause.RETURNED:
            own, other = (
                _("{actor} returned your answer on {number}"),
                _("{actor} returned the answer of {author} on {number}"),
            )
        elif self.cause == Cause.UNDELIVERED:
            own = _("Your answer on {number} did not reach {person}")
            other = _("The answer of {author} on {number} did not reach {person}")
        elif self.planned is not None and self.planned.stopped_by == StoppedBy.CUSTOMER:
            own = _("{actor} wrote, so your answer on {number} did not leave")
            other = _("{actor} wrote, so the answer of {author} on {number} did not leave")
        else:
            own = _("Your answer on {number} did not leave")
            other = _("The answer of {author} on {number} did not leave")
        return own if self.is_own else other


def news_of(event: Event) -> News | None:
    """What an event means for the person who can act on it; None when nobody has to hear of it any more.

    Who did it themselves is not told.
    """
    make = _OF_KIND.get(event.kind)
    news = make(event) if make is not None else None
    return news if news is not None and news.person.pk != event.actor_id else None


def _of_stopped(event: Event) -> News | None:
    planned = _planned(event, PlannedState.STOPPED)
    if planned is None or planned.author_id == event.actor_id:
        return None
    return _about(event, Cause.STOPPED, planned, first=planned.author)


def _of_review(event: Event) -> News | None:
    planned = _planned(event, PlannedState.IN_REVIEW)
    if planned is None or planned.reviewer is None or planned.reviewer_id != event.data["reviewer"]:
        return None
    if not can_act(planned.reviewer, planned.ticket):
        return None
    return _news(event, Cause.REVIEW, planned, person=planned.reviewer)


def _of_returned(event: Event) -> News | None:
    planned = _planned(event, PlannedState.RETURNED)
    return _about(event, Cause.RETURNED, planned, first=planned.author) if planned is not None else None


def _of_undelivered(event: Event) -> News | None:
    answers = Delivery.objects.filter(purpose=Purpose.REPLY, message__isnull=False, state__in=UNSENT)
    related = answers.select_related("message__author", "inbox", *(f"ticket__{one}" for one in _OF_A_TICKET))
    delivery = related.defer("raw").filter(pk=event.data["delivery"]).first()
    if delivery is None or delivery.message is None or delivery.ticket is None:
        return None
    author = delivery.message.author
    person = who_can_act(delivery.ticket, first=author)
    if person is None or person.email == delivery.recipient:
        return None
    return News(Cause.UNDELIVERED, person, delivery.ticket, event, author=author, delivery=delivery)


_OF_KIND: Mapping[str, Callable[[Event], News | None]] = {
    tickets.REPLY_STOPPED.name: _of_stopped,
    tickets.REPLY_HANDED_OVER.name: _of_review,
    tickets.REPLY_RETURNED.name: _of_returned,
    deliveries.DELIVERY_REFUSED.name: _of_undelivered,
    deliveries.DELIVERY_FAILED.name: _of_undelivered,
    deliveries.DELIVERY_BOUNCED.name: _of_undelivered,
}
KINDS = frozenset(_OF_KIND)
"""The kinds of events that somebody may have to hear of."""

_OF_A_TICKET = ("requester", "brand", "inbox", "assignee")


def who_can_act(ticket: Ticket, *, first: User) -> User | None:
    """`first` when they still answer on the ticket, else who has it, else who leads its team."""
    return next((one for one in _candidates(ticket, first) if can_act(one, ticket)), None)


def can_act(person: User, ticket: Ticket) -> bool:
    """Whether the person sees the ticket and answers customers. One query."""
    return person.may(Permission.REPLY) and visible_to(person).filter(pk=ticket.pk).exists()


def _candidates(ticket: Ticket, first: User) -> Iterator[User]:
    yield first
    if ticket.assignee is not None:
        yield ticket.assignee
    if ticket.team_id is not None:
        led = {"memberships__team": ticket.team_id, "memberships__is_lead": True}
        yield from User.objects.filter(is_active=True, **led).order_by("pk")


def _planned(event: Event, state: PlannedState) -> PlannedReply | None:
    related = PlannedReply.objects.select_related(
        "author", "reviewer", *(f"ticket__{one}" for one in _OF_A_TICKET)
    )
    return related.filter(pk=event.data["planned"], state=state).first()


def _about(event: Event, cause: Cause, planned: PlannedReply, *, first: User) -> News | None:
    person = who_can_act(planned.ticket, first=first)
    return _news(event, cause, planned, person=person) if person is not None else None


def _news(event: Event, cause: Cause, planned: PlannedReply, *, person: User) -> News:
    by = User.objects.filter(pk=event.actor_id).first() if event.actor_id is not None else None
    return News(cause, person, planned.ticket, event, author=planned.author, by=by, planned=planned)
