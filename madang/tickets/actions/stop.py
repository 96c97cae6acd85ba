from django.db.models import Q
from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import record
from madang.lib.prepared import Given, Prepared

from ..events import REPLY_STOPPED, Stopped
from ..models import UNDER_WAY, PlannedReply, PlannedState, StoppedBy, Ticket

LONGEST_ERROR = 500

# What somebody is just changing would go back to its time afterwards.
_WOULD_LEAVE = Q(state__in=sorted(UNDER_WAY)) | Q(state=PlannedState.STOPPED, stopped_by=StoppedBy.EDITING)
_UNDER_WAY = Prepared(
    lambda: (
        PlannedReply.objects.select_for_update().filter(_WOULD_LEAVE, ticket=Given("ticket")).order_by("pk")
    )
)


def stop_replies(ticket: Ticket, *, why: StoppedBy, by: User | None, but: User | None = None) -> None:
    """Stop what is planned to leave from a locked ticket, but for what `but` wrote; for other actions.

    One event for each, in the stroke under way. One query when nothing is planned.
    """
    for planned in _UNDER_WAY.all(ticket=ticket.pk):
        if but is None or planned.author_id != but.pk:
            stop(ticket, planned, why=why, by=by)


def stop(ticket: Ticket, planned: PlannedReply, *, why: StoppedBy, by: User | None, error: str = "") -> None:
    """Stop one planned reply; both are locked. `error` is what went wrong, in the program's words."""
    planned.state, planned.stopped_by, planned.error = PlannedState.STOPPED, why, error[:LONGEST_ERROR]
    planned.updated_at = timezone.now()
    planned.save(update_fields=["state", "stopped_by", "error", "updated_at"])
    stopped = Stopped(planned=planned.pk, author=planned.author_id, why=why.value)
    record(ticket, REPLY_STOPPED, by=by, data=stopped)
