"""Which incoming messages belong to a side conversation, and who may write in one from outside."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from madang.accounts.models import User
from madang.accounts.requesters import normal_email
from madang.channels.base import InboundMessage
from madang.delivery.bounces import delivery_of
from madang.delivery.models import Delivery, HandedOver
from madang.lib.secret import key_for
from madang.tickets.merging import goes_on_in, whole_conversation
from madang.tickets.models import Away, SideConversation, SideMessage, Ticket
from madang.tickets.threads import read_side_address

from .threading import MOST_RECIPIENTS_READ, has_part, references_of

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SidePlace:
    """The side conversation that a message goes on with; `newcomer`: its sender had no part in it.

    With `customers` it is one of the ticket's own customers who got hold of the address: what they write
    belongs to the ticket, and they learn nothing of the side conversation by it.
    """

    side: SideConversation
    newcomer: bool = False
    customers: Ticket | None = None


@dataclass(frozen=True, slots=True)
class SideFlow:
    """How much came from one address within the last hour: in all side conversations, and in one."""

    lately: int
    here: int


class Sides:
    """The side conversations that messages of a batch may go on with, looked up in a few queries for all.

    Not those of a deleted ticket, where nobody would see an answer: it opens a ticket of its own.
    """

    def __init__(self, batch: Iterable[tuple[InboundMessage, str]]) -> None:
        self._key = key_for("side address")
        addressed: set[int] = set()
        referred: set[str] = set()
        for message, rcpt_to in batch:
            addressed.update(self._addressed(message, rcpt_to))
            referred.update(references_of(message))
        self._of_mails = _sides_of_mails(referred)
        wanted = addressed | set(self._of_mails.values())
        found = SideConversation.objects.filter(pk__in=wanted).select_related("ticket") if wanted else ()
        self._sides = {side.pk: side for side in found if goes_on_in(side.ticket).away != Away.DELETED}

    def place_of(
        self, message: InboundMessage, *, sender: str, rcpt_to: str, person: User | None
    ) -> SidePlace | None:
        """Where the message belongs, None when it is in no side conversation.

        The address decides for whoever has it: somebody new joins, visibly. References count only for who has
        a part already. `person` is who is known by the sender's address.
        """
        email = normal_email(sender)
        for pk in self._addressed(message, rcpt_to):
            if pk in self._sides:
                return _place(self._sides[pk], email, person)
        sent = delivery_of(rcpt_to)  # an automatic answer to the envelope's sender
        if sent is not None and sent.side_message is not None:
            return _place(sent.side_message.side, email, person)
        for mail_id in references_of(message):
            side = self._sides.get(self._of_mails.get(mail_id, 0))
            if side is not None and _has_part(email, side, person):
                return SidePlace(side)
        return None

    def knows(self, message: InboundMessage) -> bool:
        """Whether the message refers to a mail of a side conversation."""
        return any(one in self._of_mails for one in references_of(message))

    def took(self, message: InboundMessage, side: SideConversation) -> None:
        """The message is a part of `side` now: others of the batch may refer to it."""
        side.refresh_from_db()
        self._sides[side.pk] = side
        if message.message_id:
            self._of_mails[message.message_id] = side.pk

    def _addressed(self, message: InboundMessage, rcpt_to: str) -> Iterator[int]:
        for address in (rcpt_to, *(one.email for one in (*message.to, *message.cc)[:MOST_RECIPIENTS_READ])):
            side = read_side_address(address, key=self._key)
            if side is not None:
                yield side


def flow_of(email: str, side: SideConversation) -> SideFlow:
    """How much the address wrote within the last hour. One query."""
    since = timezone.now() - HOUR
    rows = SideMessage.objects.filter(from_email=normal_email(email), created_at__gte=since, incoming=True)
    sides = list(rows.values_list("side", flat=True)[:1000])
    return SideFlow(lately=len(sides), here=sides.count(side.pk))


def _place(side: SideConversation, email: str, person: User | None) -> SidePlace:
    if _has_part(email, side, person):
        return SidePlace(side)
    is_colleague = person is not None and person.is_agent
    goal = goes_on_in(side.ticket)
    whole = Ticket.objects.filter(pk__in=whole_conversation(goal))
    if not is_colleague and any(has_part(person or User(email=email), one) for one in whole):
        return SidePlace(side, customers=goal)
    return SidePlace(side, newcomer=True)


def _has_part(email: str, side: SideConversation, person: User | None) -> bool:
    if email in side.people:
        return True
    return person is not None and person.is_agent and side.messages.filter(author=person).exists()


def _sides_of_mails(mail_ids: set[str]) -> dict[str, int]:
    """The side conversations of the mails with these Message-IDs, whether they came in or went out."""
    if not mail_ids:
        return {}
    came = SideMessage.objects.filter(message_id__in=mail_ids).exclude(message_id="")
    found = dict(came.values_list("message_id", "side"))
    went = Delivery.objects.filter(mail_id__in=mail_ids, side_message__isnull=False)
    found.update(dict(went.values_list("mail_id", "side_message__side")))
    renamed = HandedOver.objects.filter(message_id__in=mail_ids, delivery__side_message__isnull=False)
    found.update(dict(renamed.values_list("message_id", "delivery__side_message__side")))
    return found
