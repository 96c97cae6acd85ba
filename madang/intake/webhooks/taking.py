"""Keep the mails and events of a post, in the transaction under way."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils import timezone

from madang.channels.kinds import email
from madang.channels.models import Inbox

from ..receiver import LARGEST, inbox_of
from ..store import enter, lay_down
from ..webhook import HookEvent, HookTrouble, Webhook
from .later import apply_events

if TYPE_CHECKING:
    from .posted import Posted

READ_FOR_ADDRESSES = 64 * 1024


class NobodyHere(Exception):
    """The mail is for an address that this desk doesn't have."""


class TooLarge(Exception):
    """The mail is larger than mail may be."""


def take_mails(webhook: Webhook, posted: "Posted", *, keys: Mapping[str, str]) -> int:
    """Keep each mail of a post for the inboxes that it is for; returns how many were kept.

    Raises NobodyHere, TooLarge, and what `mails_in` raises; nothing is kept then.
    """
    from .reading import mails_in

    kept = 0
    for came in mails_in(webhook.provider, posted, secrets=keys):
        if len(came.content) > LARGEST:
            raise TooLarge(f"{len(came.content)} bytes")
        recipients = _recipients(webhook, came.recipients, came.content)
        if not recipients:
            raise NobodyHere(", ".join(came.recipients)[:300])
        # The provider's server is no mail server of the sender's: nobody's address is checked against it.
        enter(lay_down(came.content), mail_from=came.mail_from, recipients=recipients, handed_over=None)
        kept += 1
    return kept


def take_events(webhook: Webhook, posted: "Posted", *, keys: Mapping[str, str]) -> int:
    """Keep the events of a post that are new; returns how many."""
    from .telling import events_in

    now = timezone.now()
    new = []
    for told in events_in(webhook.provider, posted, secrets=keys):
        if told.facts["kind"] == "inbound_failed":
            Webhook.objects.filter(pk=webhook.pk).update(
                trouble=HookTrouble.INCOMING, trouble_words=told.facts["words"][:500], trouble_at=now
            )
        row, made = HookEvent.objects.get_or_create(
            webhook=webhook,
            key=told.key,
            defaults={"facts": dict(told.facts), "received_at": now, "due_at": now},
        )
        if made:
            new.append(row.pk)
    if new:
        apply_events.enqueue(new)
    return len(new)


def _recipients(webhook: Webhook, named: Iterable[str], content: bytes) -> list[tuple[Inbox, str]]:
    """The inboxes that a mail is for, each with the address that it came to.

    Mail that was forwarded to an address of the provider's names ours in To or Cc alone.
    """
    found = _known(named)
    if not found:
        message = email.parse(content[:READ_FOR_ADDRESSES])
        found = _known(one.email for one in (*message.to, *message.cc)[:50])
    if not found and webhook.inbox is not None and webhook.inbox.is_active:
        return [(webhook.inbox, webhook.inbox.address)]
    return found


def _known(addresses: Iterable[str]) -> list[tuple[Inbox, str]]:
    by_inbox: dict[int, tuple[Inbox, str]] = {}
    for address in dict.fromkeys(filter(None, addresses)):
        inbox = inbox_of(address)
        if inbox is not None:
            by_inbox.setdefault(inbox.pk, (inbox, address))
    return list(by_inbox.values())
