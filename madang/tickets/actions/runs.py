"""What every change of many tickets has: its row, once for the same press of the button, and its tickets."""

from collections.abc import Sequence

from django.utils import timezone

from madang.lib.rows import insert

from ..models import BulkItem, BulkRun, BulkState

AT_A_TIME = 2000


def begun_before(run: BulkRun) -> BulkRun | None:
    """The run that the same press of the button began already."""
    return BulkRun.objects.filter(key=run.key, person=run.person_id).first()


def begin_run(run: BulkRun, tickets: Sequence[int]) -> bool:
    """Write down a run and its tickets (ids); False when the same press did a moment ago."""
    run.total = len(tickets)
    if not insert(run, unless_there=True):
        return False
    add_items(run, tickets)
    return True


def add_items(run: BulkRun, tickets: Sequence[int]) -> None:
    """Write down the tickets of a run."""
    BulkItem.objects.bulk_create([BulkItem(run=run, ticket_id=pk) for pk in tickets], batch_size=AT_A_TIME)


def end_run(run: BulkRun, state: BulkState) -> None:
    """Say that nothing more of a locked run is done, and why."""
    run.state, run.finished_at = state, timezone.now()
    run.save(update_fields=["state", "finished_at"])
