"""What happened to a ticket, as sentences: 박준 님이 김민아 님에게 배정했습니다."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from madang.history.models import Event
from madang.intake.authentication import Sign, restored
from madang.intake.models import RawMessage
from madang.lib.text.particles import with_particles
from madang.tickets.models import Ticket
from madang.ui.people import called

from . import aside, linking, mail, planned, put_away, sides, tickets
from .names import InWords, Names, names_in

MOST = 300
"""Events shown at once, the newest."""

IN_WORDS: Mapping[str, InWords] = {
    **tickets.IN_WORDS,
    **aside.IN_WORDS,
    **linking.IN_WORDS,
    **put_away.IN_WORDS,
    **sides.IN_WORDS,
    **planned.IN_WORDS,
    **mail.IN_WORDS,
}

SAID_BY_THE_MESSAGE = frozenset(
    {"message.received", "message.sent", "note.written", "delivery.sent", "delivery.kept"}
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One event in words; `key` is unlike that of every other."""

    key: str
    moment: datetime
    text: str
    is_event: bool = True


def sentences_of(
    ticket: Ticket,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    but_of: Collection[str] = (),
) -> Sequence[Sentence]:
    """The ticket's events in words, oldest first, from `since` on and before `until`. Fourteen queries at
    most.

    What became of mails to the addresses `but_of` is left out.

    What a message itself shows (that it was received, written or sent) is not said again.
    """
    events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, kind__in=list(IN_WORDS))
    originals = list(
        RawMessage.objects.filter(message__ticket=ticket)
        .only("authentication", "let_through_at", "received_at", "rcpt_to", "hold")
        .order_by("-pk")[:MOST]
    )
    of_originals = Event.objects.filter(
        subject_type="rawmessage",
        subject_id__in=[one.pk for one in originals],
        kind__in=list(mail.ORIGINALS_IN_WORDS),
    )
    if since is not None:
        events, of_originals = (found.filter(created_at__gte=since) for found in (events, of_originals))
    if until is not None:
        events, of_originals = (found.filter(created_at__lt=until) for found in (events, of_originals))
    originals = [one for one in originals if is_within(one.received_at, since, until)]
    newest = [*events.order_by("-pk")[:MOST], *(of_originals.order_by("-pk")[:MOST] if originals else ())]
    newest.sort(key=lambda event: event.pk)
    names = names_in(newest)
    said = [_sentence(event, names) for event in newest if names.recipient(event) not in but_of]
    said += [_of_sender(one) for one in originals if restored(one.authentication).sign == Sign.FAILED]
    return sorted(said, key=lambda one: one.moment)


def is_within(moment: datetime, since: datetime | None, until: datetime | None) -> bool:
    """Whether a moment belongs to a part of a conversation."""
    return (since is None or moment >= since) and (until is None or moment < until)


def _sentence(event: Event, names: Names) -> Sentence:
    in_words = IN_WORDS.get(event.kind) or mail.ORIGINALS_IN_WORDS[event.kind]
    template, values = in_words(event, names)
    actor = called(names.people.get(event.actor_id or 0))
    return Sentence(
        key=str(event.pk), moment=event.created_at, text=with_particles(_(template), actor=actor, **values)
    )


def _of_sender(raw: RawMessage) -> Sentence:
    """That the check of a sender failed is no event: it belongs to the mail as it came."""
    domain = restored(raw.authentication).domain
    text = _("The sender of this mail could not be trusted: {domain} does not stand by it")
    return Sentence(
        key=f"sender-{raw.pk}", moment=raw.received_at, text=with_particles(text, domain=domain or "?")
    )
