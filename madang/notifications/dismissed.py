"""What failed and was dismissed, and what was not."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from madang.delivery.events import DELIVERY_RETRIED
from madang.delivery.models import UNSENT, Delivery
from madang.history.models import Event
from madang.intake.mail_events import MAIL_TRIED_AGAIN
from madang.intake.mailbox import MailboxNotice
from madang.intake.models import RawMessage, RawState, Webhook

from .models import Dismissal, Failed

Row = TypeVar("Row", bound=Model)


def not_taken(*, dismissed: bool = False) -> QuerySet[RawMessage]:
    """Mail that could not be taken in and needs somebody, or that was dismissed."""
    failed = RawMessage.objects.filter(state=RawState.FAILED)
    ids = _dismissed(Failed.MAIL)
    return failed.filter(pk__in=ids) if dismissed else failed.exclude(pk__in=ids)


def not_sent(*, dismissed: bool = False) -> QuerySet[Delivery]:
    """Mail that did not arrive and needs somebody, or that was dismissed."""
    failed = Delivery.objects.filter(state__in=UNSENT)
    ids = _dismissed(Failed.SENDING)
    return failed.filter(pk__in=ids) if dismissed else failed.exclude(pk__in=ids)


def mailbox_notices(*, dismissed: bool = False) -> QuerySet[MailboxNotice]:
    """What happened to mailboxes and needs somebody, or was dismissed and did not happen again since."""
    return _of_now(MailboxNotice.objects.all(), Failed.MAILBOX, "last_at", dismissed=dismissed)


def refusing_webhooks(*, dismissed: bool = False) -> QuerySet[Webhook]:
    """Webhooks in use at which something went wrong last and needs somebody, or was dismissed since."""
    troubled = Webhook.objects.filter(is_active=True).exclude(trouble="")
    return _of_now(troubled, Failed.WEBHOOK, "trouble_at", dismissed=dismissed)


def dismissals(kind: Failed, ids: list[int]) -> Mapping[int, Dismissal]:
    """Who dismissed what, and when, by the id of what failed. One query."""
    found = Dismissal.objects.filter(kind=kind, subject_id__in=ids).select_related("by")
    return {one.subject_id: one for one in found}


def needs_attention_again(event: Event) -> None:
    """What is tried again was not given up: when it fails once more, it is shown once more."""
    kind, key = Failed.MAIL, event.subject_id
    if event.kind == DELIVERY_RETRIED.name:
        kind, key = Failed.SENDING, event.data["delivery"]
    Dismissal.objects.filter(kind=kind, subject_id=key, created_at__lte=event.created_at).delete()


ENDED_BY = (DELIVERY_RETRIED.name, MAIL_TRIED_AGAIN.name)
"""The kinds of events that end a dismissal."""


def _of_now(rows: QuerySet[Row], kind: Failed, moment: str, *, dismissed: bool) -> QuerySet[Row]:
    said = Dismissal.objects.filter(kind=kind, subject_id=OuterRef("pk"), created_at__gte=OuterRef(moment))
    return rows.filter(Exists(said)) if dismissed else rows.exclude(Exists(said))


def _dismissed(kind: Failed) -> QuerySet[Dismissal, int]:
    return Dismissal.objects.filter(kind=kind).values_list("subject_id", flat=True)
