"""Customers and organizations as files: saved as CSV, and taken in from one after a look at it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from madang.accounts import actions
from madang.accounts.access import AgentRequest, for_agents_who_may
from madang.accounts.errors import Refused
from madang.accounts.import_columns import Column, columns_of, read_row, wrong_with_columns
from madang.accounts.importing import go_on_importing
from madang.accounts.models import ImportKind, ImportState, PeopleImport
from madang.accounts.roles import Permission, Reach
from madang.history.recording import stroke
from madang.lib.spreadsheets import BOM, guarded, lines, rows_in
from madang.tickets.actions import start_people_export
from madang.tickets.errors import ActionRefused
from madang.tickets.models import ExportKind

MOST_SHOWN = 30
LOOKED_AT = 100
"""Rows that are read before anything is begun; the first few of them are shown."""

SHOWN = 5
MOST_FAILURES = 100

for_changers = for_agents_who_may(Permission.CHANGE_CUSTOMERS)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One column of a file: what it is called there, what it means, and its first cells."""

    place: int
    called: str
    means: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that can't be taken, and why."""

    number: int
    why: str


@for_changers
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: AgentRequest) -> HttpResponseBase:
    """What can be saved, and the person's imports; a POST keeps a `file` of the `kind` to look at it."""
    refused = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        kind = request.POST.get("kind", "")
        if upload is None or kind not in ImportKind.values:
            refused = _("Choose a file first.")
        elif (upload.size or 0) > actions.MOST_BYTES:
            refused = _("The file is larger than 10 MB. Split it.")
        else:
            try:
                kept = actions.keep_import(
                    ImportKind(kind), name=upload.name or "", content=upload.read(), by=request.user
                )
            except Refused as wrong:
                refused = str(wrong)
            else:
                return redirect("desk:people_import", import_id=kept.pk)
    own = PeopleImport.objects.filter(person=request.user).order_by("-pk")[:MOST_SHOWN]
    context = {
        "imports": own,
        "kinds": ImportKind.choices,
        "refused": refused,
        "sees_all": request.user.reach == Reach.ALL,
        "place": "customers",
    }
    return render(request, "desk/customers/files.html", context, status=422 if refused else 200)


@for_agents_who_may(Permission.EXPORT)
@require_POST
def save_people(request: AgentRequest) -> HttpResponse:
    """Have customers or organizations (`kind`) written; they are among the person's files then."""
    kind = request.POST.get("kind", "")
    if kind not in (ExportKind.CUSTOMERS, ExportKind.ORGANIZATIONS):
        return redirect("desk:people_files")
    try:
        start_people_export(ExportKind(kind), by=request.user)
    except ActionRefused as refused:
        messages.error(request, str(refused))
    return redirect("desk:exports")


@for_changers
@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request: AgentRequest, import_id: int) -> HttpResponseBase:
    """Look at a file before it is begun, or at how far it is; asked for `import-state`, that alone.

    A POST's `do` is `look`, `begin` or `stop`; `column-0` and so on say what each column means.
    """
    kept = _own(request, import_id)
    if kept.state != ImportState.LOOKED_AT:
        if request.method == "POST" and request.POST.get("do") == "stop":
            actions.stop_import(kept, by=request.user)
            return redirect("desk:people_import", import_id=kept.pk)
        failures = kept.failed_rows.order_by("number")[:MOST_FAILURES]
        context = {"kept": kept, "failures": failures, "place": "customers"}
        alone = request.htmx.target == "import-state"
        return render(request, f"desk/customers/{'import_state' if alone else 'import'}.html", context)
    columns = _columns(kept, request.POST) if request.method == "POST" else list(kept.columns)
    refused = wrong_with_columns(kept.kind, columns)
    if request.method == "POST" and request.POST.get("do") == "begin":
        try:
            with stroke():
                if actions.begin_import(kept, columns=columns, by=request.user):
                    go_on_importing.enqueue(kept=kept.pk)
        except Refused as wrong:
            refused = str(wrong)
        else:
            return redirect("desk:people_import", import_id=kept.pk)
    return _look(request, kept, columns, refused)


@for_changers
@require_safe
def report(request: AgentRequest, import_id: int) -> HttpResponse:
    """The rows that failed as CSV, each with why: to be mended and taken in again."""
    kept = _own(request, import_id)
    failed = kept.failed_rows.order_by("number").values_list("number", "cells", "why")
    rows = [[*(guarded(cell) for cell in kept.head), _("Row"), _("Why it was not taken")]]
    for number, cells, why in failed:
        rows.append([*(guarded(cell) for cell in cells), str(number), guarded(why)])
    answer = HttpResponse(BOM.encode() + lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="failed-rows-{kept.pk}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _look(request: AgentRequest, kept: PeopleImport, columns: Sequence[str], refused: str) -> HttpResponse:
    with kept.file.open("rb") as file:
        rows = rows_in(file.read(), most=LOOKED_AT)[1:]
    wrong: list[Wrong] = []
    for number, cells in enumerate(rows, start=2):
        try:
            if not refused:
                read_row(kept.kind, columns, cells)
        except Refused as why:
            wrong.append(Wrong(number, str(why)))
    chosen = [
        Chosen(place, called, columns[place], [row[place][:80] for row in rows[:SHOWN]])
        for place, called in enumerate(kept.head)
    ]
    meanings: Sequence[Column] = columns_of(kept.kind)
    context = {
        "kept": kept,
        "chosen": chosen,
        "meanings": meanings,
        "wrong": wrong,
        "looked_at": len(rows),
        "refused": refused,
        "asked": request.method == "POST",
        "place": "customers",
    }
    status = 422 if refused and request.POST.get("do") == "begin" else 200
    return render(request, "desk/customers/import_look.html", context, status=status)


def _columns(kept: PeopleImport, given: QueryDict) -> list[str]:
    return [given.get(f"column-{place}", "")[:20] for place in range(len(kept.head))]


def _own(request: AgentRequest, import_id: int) -> PeopleImport:
    if import_id >= 2**63:
        raise Http404
    return get_object_or_404(PeopleImport, pk=import_id, person=request.user)
