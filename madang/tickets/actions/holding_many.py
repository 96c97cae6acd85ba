"""What changes of many tickets and files of views keep of customers' words (`tickets.holders`)."""

import functools
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from ..events import INCIDENTS_ANSWER_STOPPED
from ..holders import BlackedOut, Holder
from ..models import (
    BulkItem,
    BulkRun,
    BulkState,
    ExportKind,
    ExportState,
    Ticket,
    TicketExport,
)
from .answer_incidents import tell_problem
from .holding import black_out
from .runs import end_run


def _redact_runs(gone: BlackedOut) -> None:
    """A text that goes to many is blacked out too; where it still goes, nobody else gets the bars."""
    if gone.pattern is None or not gone.everywhere:
        return
    of_items = BulkItem.objects.filter(ticket__in=gone.tickets).values("run")
    runs = BulkRun.objects.filter(Q(pk__in=of_items) | Q(problem__in=gone.tickets))
    for run in runs.select_for_update(of=("self",)).exclude(body_html="").order_by("pk"):
        before = run.body_html
        black_out(run, gone.pattern, "body_html")
        if run.body_html != before and run.runs:
            end_run(run, BulkState.STOPPED)
            tell_problem(run, INCIDENTS_ANSWER_STOPPED, by=None)


def _erase_runs(tickets: Sequence[int]) -> None:
    """What was said to these tickets alone goes with them; what was said to others too is theirs as well."""
    own = list(BulkItem.objects.filter(ticket__in=tickets).values_list("run", flat=True))
    BulkItem.objects.filter(ticket__in=tickets).delete()
    for run in BulkRun.objects.filter(pk__in=own).order_by("-pk"):
        if not run.items.exists() and not BulkRun.objects.filter(undoes=run).exists():
            run.delete()


def _redact_exports(gone: BlackedOut) -> None:
    """Files of tickets have their subjects, and one made a moment ago may have a subject of then."""
    if gone.pattern is not None:
        _forget_exports(TicketExport.objects.all())


def _erase_exports(tickets: Sequence[int]) -> None:
    """Of those begun before it was deleted; later ones leave deleted tickets out."""
    deleted = Ticket.objects.filter(pk__in=tickets).order_by("-away_since").first()
    if deleted is not None and deleted.away_since is not None:
        _forget_exports(TicketExport.objects.filter(created_at__lte=deleted.away_since))


def _forget_exports(exports: QuerySet[TicketExport]) -> None:
    """Files kept for a day are asked for anew; one that is being written is stopped."""
    with_a_text = exports.filter(
        kind=ExportKind.TICKETS, state__in=(ExportState.WAITING, ExportState.RUNNING, ExportState.DONE)
    )
    for export in with_a_text.select_for_update():
        if export.file:
            transaction.on_commit(functools.partial(export.file.storage.delete, str(export.file.name)))
        export.state, export.file.name = ExportState.OUTDATED, ""
        export.save(update_fields=["state", "file"])


RUNS = Holder(
    columns={
        "tickets.BulkRun": ("body_html",),
    },
    erase=_erase_runs,
    redact=_redact_runs,
)
EXPORTS = Holder(columns={"tickets.TicketExport": ("file",)}, erase=_erase_exports, redact=_redact_exports)
