"""Who hears the answers of a ticket: its requester, whoever its mails were also to, or who was chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from madang.accounts.merging import goes_on_as
from madang.accounts.models import Identity
from madang.channels.models import Inbox
from madang.lib.prepared import Given, Prepared, PreparedAmong

from .errors import NoRecipient, WrongRecipient
from .models import Message, PlannedReply, Ticket, Visibility
from .threads import without_tag

MOST_COPIES = 50
"""Addresses that get a copy of an answer; a mail to hundreds is no conversation."""

_READ_BACK = 100


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom an answer goes to; those in `bcc` are named in no mail."""

    to: Sequence[str]
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()


_INBOXES = PreparedAmong(lambda addresses: Inbox.objects.filter(address__in=addresses).only("address"))
_ADDRESSES = Prepared(lambda: Identity.objects.filter(user=Given("person")).only("value"))
_NAMED = Prepared(
    lambda: (
        Message.objects.filter(ticket=Given("ticket"), visibility=Visibility.PUBLIC)
        .only("incoming", "auto_reply", "from_email", "to", "cc", "bcc")
        .order_by("-pk")[:_READ_BACK]
    )
)


def usual_recipients(ticket: Ticket) -> Recipients:
    """The requester, with copies to who takes part. Three queries."""
    return Recipients(to=requesters(ticket), cc=copied_on(ticket))


def chosen_recipients(
    ticket: Ticket, *, to: Sequence[str] | None, cc: Sequence[str] | None, bcc: Sequence[str] = ()
) -> Recipients:
    """Whom an answer goes to; `to` None is the requester, `cc` None are those who take part.

    Each address counts once, where it stands first. Raises WrongRecipient for what is no address, or one of
    this desk, and NoRecipient when all were taken out.
    """
    given = [*(to or ()), *(cc or ()), *bcc]
    kept = guarded(given)
    first = [kept[one] for one in to] if to is not None else requesters(ticket)
    copies = [kept[one] for one in cc] if cc is not None else copied_on(ticket)
    hidden = [kept[one] for one in bcc]
    first = list(dict.fromkeys(first))
    copies = [one for one in dict.fromkeys(copies) if one not in first]
    hidden = [one for one in dict.fromkeys(hidden) if one not in first and one not in copies]
    if to is not None and not (first or copies or hidden):
        raise NoRecipient
    if len(first) + len(copies) + len(hidden) > MOST_COPIES + 1:
        raise WrongRecipient(_("An answer goes to %(most)s people at most.") % {"most": MOST_COPIES + 1})
    # A mail to nobody but copies looks strange in every mail program.
    return Recipients(first or copies, copies if first else [], hidden)


def recipients_of(planned: PlannedReply, ticket: Ticket) -> Recipients:
    """Whom an answer that waits goes to: whom its author chose, else the requester of `ticket`."""
    to = planned.to if planned.to is not None else requesters(ticket)
    return Recipients(to=list(to), cc=list(planned.cc), bcc=list(planned.bcc or ()))


def why_not(address: str, *, ours: bool = False) -> str:
    """Why nothing can be sent to an address, in words; empty when it can. `ours`: it is one of this desk."""
    words = {"address": address}
    if not _is_an_address(address):
        return _("“%(address)s” is not an e-mail address.") % words
    if ours:
        return _("%(address)s is an address of this desk; the answer would come back.") % words
    return ""


def ours_among(addresses: Iterable[str]) -> frozenset[str]:
    """Those of the addresses (in lower case) at which this desk itself is written to. One query."""
    wanted = set(addresses)
    bare = {one: without_tag(one) for one in wanted}
    known = {inbox.address for inbox in _INBOXES.all(sorted({*wanted, *bare.values()}))}
    return frozenset(one for one in wanted if one in known or bare[one] in known)


def copied_on(ticket: Ticket) -> list[str]:
    """The addresses that the next answer goes to as Cc, in the order in which they joined.

    They are those of the newest answer (an agent may have changed them), and whoever wrote since, or was
    named in To or Cc by who wrote. What machines and mailing lists wrote names nobody. Who got an answer as
    Bcc stays unknown to the others when they write. Three queries.
    """
    newest_first = _NAMED.all(ticket=ticket.pk)
    hidden = {one for message in newest_first for one in message.bcc or ()}
    joined: list[list[str]] = []
    for message in newest_first:
        if not message.incoming:
            joined.append([*message.to, *message.cc])
            break
        if not message.auto_reply:
            named = (message.from_email, *message.to, *message.cc)
            joined.append([one for one in named if one.strip().lower() not in hidden])
    return allowed_copies(ticket, [one for names in reversed(joined) for one in names])


def hidden_among(messages: QuerySet[Message]) -> frozenset[str]:
    """Addresses that got answers as Bcc and were named in none: what they write stays with the agents.

    One query.
    """
    written = list(messages.filter(incoming=False).order_by().values_list("to", "cc", "bcc"))
    hidden = {address for _to, _cc, bcc in written for address in bcc or ()}
    return frozenset(hidden.difference(address for to, cc, _bcc in written for address in (*to, *cc)))


def named_in_no_mail(message: Message) -> frozenset[str]:
    """The addresses that got a message as Bcc and nothing else."""
    return frozenset(message.bcc or ()).difference(message.to, message.cc)


def allowed_copies(ticket: Ticket, addresses: Iterable[str]) -> list[str]:
    """Of `addresses` those that may get copies: each once, never the requester's own or one of this desk."""
    wanted = list(dict.fromkeys(one.strip().lower() for one in addresses if "@" in one))
    if not wanted:
        return []
    ours = ours_among(wanted)
    theirs = {identity.value for identity in _ADDRESSES.all(person=ticket.requester_id)}
    theirs.add(ticket.requester.email or "")
    return [one for one in wanted if one not in theirs and one not in ours][:MOST_COPIES]


def requesters(ticket: Ticket) -> list[str]:
    """The address that an answer goes to first; none for a requester without one.

    A ticket that has not yet followed a customer who was merged is answered as those that have.
    """
    email = goes_on_as(ticket.requester).email
    return [email] if email else []


def guarded(given: Sequence[str]) -> dict[str, str]:
    """What was given → the address as it is kept. Raises WrongRecipient for what can't be written to."""
    kept = {one: one.strip().lower() for one in given}
    ours = ours_among(kept.values()) if kept else frozenset()
    for one in kept.values():
        if words := why_not(one, ours=one in ours):
            raise WrongRecipient(words)
    return kept


def _is_an_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii() or address.rpartition("@")[0].isascii()
