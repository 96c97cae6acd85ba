"""What a provider's event changes in the ledger."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from madang.delivery.actions import (
    mark_bounced,
    mark_delayed,
    mark_failed,
    mark_opened,
    mark_refused,
    mark_sent,
)
from madang.delivery.actions.reported import mark_delivered, mark_unwanted
from madang.delivery.bounces import delivery_marked
from madang.delivery.models import Delivery, DeliveryState, HandedOver, MailLook, Sign
from madang.delivery.read_marks import is_a_sign
from madang.delivery.sender import TRIED_FOR
from madang.delivery.statuses import Verdict, status_in, verdict_on

from ..webhook import HookEvent, HookEventState

LOOKED_FOR = timedelta(hours=2)
"""How long a mail that an event names may not be known yet, or not be written down as sent."""

AGAIN = timedelta(seconds=20)
CLOCKS = timedelta(hours=1)
"""By how much the provider's clock and ours may differ."""

SOONER_THAN_A_PERSON = timedelta(seconds=10)

_TAKEN = frozenset({DeliveryState.SENT, DeliveryState.OPENED})
_ON_ITS_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.SENDING})
_SHOWS_THAT_IT_WAS_TAKEN = frozenset(
    {"queued", "sent", "delivered", "deferred", "bounced", "opened", "complained", "rejected", "unsubscribed"}
)


@transaction.atomic
def apply_event(pk: int) -> None:
    """Write down what the event says, once; one about a mail that is just being sent is looked at again."""
    event = (
        HookEvent.objects.select_for_update(of=("self",))
        .select_related("webhook")
        .filter(pk=pk, state=HookEventState.WAITING)
        .first()
    )
    if event is None:
        return
    found = _delivery(event.facts, provider=event.webhook.provider)
    delivery = (
        Delivery.objects.select_for_update(of=("self",)).get(pk=found.pk) if found is not None else None
    )
    may_come = not event.facts.get("mark") if delivery is None else delivery.state in _ON_ITS_WAY
    age = timezone.now() - event.received_at
    if may_come and age < LOOKED_FOR:
        HookEvent.objects.filter(pk=pk).update(due_at=timezone.now() + max(AGAIN, age))
        return
    about_ours = delivery is not None and _is_about(delivery, event)
    if delivery is not None and about_ours:
        _write_down(delivery, event.facts)
    done = HookEventState.DONE if about_ours else HookEventState.FOREIGN
    HookEvent.objects.filter(pk=pk).update(state=done)


def _delivery(facts: Mapping[str, str], *, provider: str) -> Delivery | None:
    """The mail that the event is about: by what we gave along, by the provider's name, by our Message-ID."""
    if facts.get("mark"):
        return delivery_marked(facts["mark"])
    named, recipient = facts.get("provider_id", ""), facts.get("recipient", "")
    if not named:
        return None
    handed = HandedOver.objects.filter(provider_id=named, provider=provider).values_list(
        "delivery", flat=True
    )[:50]
    for_them = (
        Delivery.objects.defer("raw").filter(pk__in=list(handed)) if handed else Delivery.objects.none()
    )
    by_id = for_them or Delivery.objects.defer("raw").filter(mail_id=named)[:50]
    same = [one for one in by_id if one.recipient.lower() == recipient.lower()]
    return same[0] if len(same) == 1 else None


def _is_about(delivery: Delivery, event: HookEvent) -> bool:
    """Whether it can be about this sending of the mail, not about another mail or an earlier sending."""
    recipient = str(event.facts.get("recipient", ""))
    if recipient and recipient.lower() != delivery.recipient.lower():
        return False
    at = _at(event.facts)
    if at is None:
        return True
    first_try = delivery.give_up_at - TRIED_FOR if delivery.give_up_at is not None else delivery.created_at
    begun = delivery.sent_at if delivery.sent_at is not None else first_try
    return at > begun - CLOCKS


def _write_down(delivery: Delivery, facts: Mapping[str, str]) -> None:
    kind, words = facts["kind"], facts.get("words", "")
    if delivery.state == DeliveryState.DEFERRED and kind in _SHOWS_THAT_IT_WAS_TAKEN:
        mark_sent(delivery)  # its word was lost, and the mail needn't go again
        delivery.refresh_from_db()
    status = status_in(words)
    if kind == "delivered":
        mark_delivered(delivery)
    elif kind == "deferred":
        mark_delayed(delivery, words=words, status=status)
    elif kind == "bounced":
        mark_bounced(delivery, words=words, status=status, no_such_address=_does_not_exist(facts, status))
    elif kind == "rejected" and delivery.state in _TAKEN:
        mark_refused(delivery, error=words)
    elif kind == "failed" and delivery.state in _TAKEN:
        mark_failed(delivery, error=words)
    elif kind in {"complained", "unsubscribed"}:
        mark_unwanted(delivery, words=words)
    elif kind == "opened":
        _opened(delivery, facts)


def _does_not_exist(facts: Mapping[str, str], status: str) -> bool:
    """A hard bounce, unless the words say that it was about something else."""
    if not facts.get("hard"):
        return False
    says_nothing = status in {"", "5.0.0"}
    return says_nothing or verdict_on(status, facts.get("words", "")) == Verdict.NO_SUCH_ADDRESS


def _opened(delivery: Delivery, facts: Mapping[str, str]) -> None:
    """As honestly as with our own picture: only where the brand wants to know, and only by a person's
    program."""
    brand = delivery.inbox.brand_id if delivery.inbox is not None else None
    wanted = MailLook.objects.filter(brand=brand, read_marks=True).exists()
    at = _at(facts)
    if not wanted or at is None or facts.get("ahead") or not is_a_sign(facts.get("agent", "")):
        return
    if delivery.sent_at is not None and at >= delivery.sent_at + SOONER_THAN_A_PERSON:
        mark_opened(delivery, at=at, by=Sign.PICTURE)


def _at(facts: Mapping[str, str]) -> datetime | None:
    at = parse_datetime(facts.get("at", "")) if facts.get("at") else None
    return at if at is not None and at.tzinfo is not None else None
