"""Events are applied after they were kept: at once by a job, and again while their mail is being sent."""

from datetime import timedelta

from django.utils import timezone

from madang.lib.jobs import job

from ..webhook import HookEvent, HookEventState
from .applying import apply_event

KNOWN_FOR = timedelta(days=60)
"""How long an event is known again; providers repeat theirs for three days at most."""

AT_ONCE = 500


@job(lock="hook_events")
def apply_events(pks: list[int]) -> None:
    """Write down what the events say."""
    for pk in pks:
        apply_event(pk)


def apply_waiting_events() -> None:
    """Look again at those whose time has come."""
    due = HookEvent.objects.filter(state=HookEventState.WAITING, due_at__lte=timezone.now())
    for pk in due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]:
        apply_event(pk)


def forget_old_events() -> None:
    """Delete events that no provider repeats any more."""
    HookEvent.objects.filter(received_at__lt=timezone.now() - KNOWN_FOR).delete()
