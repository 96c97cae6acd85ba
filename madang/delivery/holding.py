"""What the ledger keeps of customers' words, and how it lets go of them (`tickets.holders`)."""

from collections.abc import Callable, Sequence
from functools import partial

from django.db.models import Q, QuerySet

from madang.lib.html import pattern_of, redact_html, redact_text
from madang.lib.mime.changing import with_changed_words
from madang.tickets.holders import BlackedOut, Holder
from madang.tickets.models import SideMessage, Ticket

from .models import ARRIVED, Delivery, DeliveryState, NamedTicket, Purpose, Unreachable

_LEAVING = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DEFERRED})


def _redact(gone: BlackedOut) -> None:
    """Answers are rendered anew from their messages; in other mails, and in what servers said, are bars."""
    answers = Q(message__in=gone.messages, purpose=Purpose.REPLY) | Q(side_message__in=gone.sides)
    Delivery.objects.filter(answers).exclude(raw=None).update(raw=None)
    if gone.pattern is None:
        return
    text = partial(redact_text, pattern=gone.pattern)
    for mail in _of(gone.tickets):
        _change(mail, text=text, html=partial(redact_html, pattern=gone.pattern))
    for address in Unreachable.objects.filter(delivery__in=_of(gone.tickets).values("pk")):
        address.words = text(address.words)
        address.save(update_fields=["words"])


def _erase(tickets: Sequence[int]) -> None:
    """Mails to its customer and to those outside go with the ticket, mails to agents that tell of it too.

    One that tells of other tickets as well and has not left yet, leaves without its subject.
    """
    Unreachable.objects.filter(delivery__in=_of(tickets).values("pk")).update(words="")
    told = Delivery.objects.filter(pk__in=NamedTicket.objects.filter(ticket__in=tickets).values("delivery"))
    others = NamedTicket.objects.exclude(ticket__in=tickets).values("delivery")
    subjects = Ticket.objects.filter(pk__in=tickets).values_list("subject", flat=True)
    for mail in told.filter(state__in=sorted(_LEAVING), pk__in=others):
        for subject in subjects:
            if pattern := pattern_of(subject):
                _change(
                    mail,
                    text=partial(redact_text, pattern=pattern),
                    html=partial(redact_html, pattern=pattern),
                )
    told.exclude(state__in=sorted(_LEAVING), pk__in=others).delete()


def _of(tickets: Sequence[int]) -> QuerySet[Delivery]:
    """The mails of these tickets: to customers, to those outside, and to agents."""
    # By `IN` each, so that both databases go through an index for every part.
    return Delivery.objects.filter(
        Q(ticket__in=tickets)
        | Q(side_message__in=SideMessage.objects.filter(side__ticket__in=tickets).values("pk"))
        | Q(pk__in=NamedTicket.objects.filter(ticket__in=tickets).values("delivery"))
    )


def _change(mail: Delivery, *, text: Callable[[str], str], html: Callable[[str], str]) -> None:
    """Say it otherwise; a mail that said it and has arrived needs its bytes no more."""
    raw = bytes(mail.raw) if mail.raw is not None else None
    now = with_changed_words(raw, text=text, html=html) if raw is not None else None
    if (text(mail.subject), text(mail.error), now) == (mail.subject, mail.error, raw):
        return
    mail.subject, mail.error = text(mail.subject), text(mail.error)
    mail.raw = None if mail.state in ARRIVED else now
    mail.save(update_fields=["subject", "error", "raw"])


LEDGER = Holder(
    columns={
        "delivery.Delivery": ("subject", "raw", "error"),
        "delivery.Unreachable": ("words",),
    },
    erase=_erase,
    redact=_redact,
)
