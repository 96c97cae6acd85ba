"""Customers and organizations from a file: kept, begun, done row by row, stopped."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from madang.history.kinds import Nothing
from madang.history.recording import action, record, stroke
from madang.lib.rows import insert
from madang.lib.spreadsheets import Unreadable, rows_in

from ..domains import organization_of
from ..errors import NotAllowed, Refused, WrongImport, WrongRow
from ..events import IMPORT_BEGUN, IMPORT_STOPPED
from ..identities import Kind
from ..import_columns import Row, guessed, read_row, wrong_with_columns
from ..models import FailedRow, Identity, ImportKind, ImportState, Organization, PeopleImport, User
from ..roles import Permission, Reach, Role
from .change_customer import change_customer
from .change_organization import add_domain, change_organization, tag_organization
from .identities import add_identity
from .make_organization import find_or_make_organization
from .put_in_organization import put_in_organization
from .tag_customer import tag_customer

log = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
KEPT = timedelta(days=1)


@action
def keep_import(kind: ImportKind, *, name: str, content: bytes, by: User) -> PeopleImport:
    """Keep a file to look at; nothing else is changed. Raises NotAllowed and WrongImport."""
    _guard(by)
    if len(content) > MOST_BYTES:
        raise WrongImport(_("The file is larger than 10 MB. Split it."))
    try:
        rows = rows_in(content, most=MOST_ROWS + 1)
    except Unreadable:
        raise WrongImport(_("This is no CSV file. Save it as CSV (UTF-8) and choose it again.")) from None
    if len(rows) < 2:
        raise WrongImport(_("The file has no rows below its first one, which names the columns."))
    if len(rows) > MOST_ROWS + 1:
        raise WrongImport(_("The file has more than 50,000 rows. Split it."))
    head = [cell[:200] for cell in rows[0]]
    kept = PeopleImport(
        person=by, kind=kind, name=name[:200], head=head, columns=guessed(kind, head), total=len(rows) - 1
    )
    kept.file.save("", ContentFile(content), save=False)
    kept.save()
    return kept


@action
def begin_import(kept: PeopleImport, *, columns: Sequence[str], by: User) -> bool:
    """Begin what was looked at; tells whether it was not begun before. Raises NotAllowed and WrongImport."""
    _guard(by)
    kept = PeopleImport.objects.select_for_update().get(pk=kept.pk)
    if kept.person_id != by.pk:
        raise NotAllowed
    if kept.state != ImportState.LOOKED_AT:
        return False
    if words := wrong_with_columns(kept.kind, columns):
        raise WrongImport(words)
    kept.columns, kept.state = [*columns][: len(kept.head)], ImportState.RUNNING
    kept.save(update_fields=["columns", "state"])
    record(kept, IMPORT_BEGUN, by=by, data=Nothing())
    return True


@action
def stop_import(kept: PeopleImport, *, by: User) -> None:
    """Stop an import: what was done stays. Raises NotAllowed for another's."""
    if kept.person_id != by.pk:
        raise NotAllowed
    running = PeopleImport.objects.filter(pk=kept.pk, state=ImportState.RUNNING)
    if running.update(state=ImportState.STOPPED):
        record(kept, IMPORT_STOPPED, by=by, data=Nothing())


def import_row(kept: PeopleImport, number: int, cells: Sequence[str], *, by: User) -> str:
    """Do one row in a transaction of its own: "made", "changed", "" when nothing was new, or "failed".

    The same row twice changes nothing more. What fails is written down with its words.
    """
    try:
        _guard(by)
        row = read_row(kept.kind, kept.columns, cells)
        with stroke() as done:
            is_new = _IMPORTED[ImportKind(kept.kind)](row, by)
        FailedRow.objects.filter(of=kept, number=number).delete()
        return "made" if is_new else "changed" if done.events else ""
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the job is tried again
    except Refused as refused:
        why = str(refused)
    except Exception:
        log.exception("a row of an import could not be taken", extra={"import": kept.pk, "row": number})
        why = _("The program could not take this row. Import it once more, by itself.")
    FailedRow.objects.update_or_create(of=kept, number=number, defaults={"why": why[:500], "cells": [*cells]})
    return "failed"


@action
def note_import(kept: PeopleImport, *, rows: int, became: Sequence[str], state: ImportState) -> bool:
    """Write down how far it is; tells whether it goes on. Nothing when somebody stopped it meanwhile."""
    running = PeopleImport.objects.filter(pk=kept.pk, state=ImportState.RUNNING)
    counted: dict[str, Any] = {name: F(name) + became.count(name) for name in ("made", "changed", "failed")}
    return bool(running.update(state=state, done=F("done") + rows, **counted))


@action
def remove_old_imports() -> None:
    """Remove files that were kept as long as is said, with the rows that failed."""
    for kept in PeopleImport.objects.filter(created_at__lt=timezone.now() - KEPT).order_by("pk")[:100]:
        if kept.file:
            kept.file.delete(save=False)
        kept.delete()


def _guard(by: User) -> None:
    """Rows may mean anybody, so whoever imports them sees everybody."""
    if not by.may(Permission.CHANGE_CUSTOMERS) or by.reach != Reach.ALL:
        raise NotAllowed


def _customer(row: Row, by: User) -> bool:
    found: dict[int, User] = {}
    for kind, value in row.identities:
        identity = Identity.objects.select_related("user").filter(kind=kind, value=value).first()
        if identity is not None:
            found[identity.user_id] = identity.user
    if len(found) > 1:
        raise WrongRow(_("The addresses in this row belong to different customers. Merge them first."))
    is_new = not found
    if is_new:
        email = next((value for kind, value in row.identities if kind == Kind.EMAIL), "")
        person = User(
            email=None, role=Role.REQUESTER, organization_id=organization_of(email) if email else None
        )
        insert(person)
    else:
        person = next(iter(found.values()))
    for kind, value in row.identities:
        add_identity(person, kind=kind, value=value, by=by)
    change_customer(
        person,
        by=by,
        name=row.name or None,
        language=row.language or None,
        time_zone=row.time_zone or None,
        notes=row.notes or None,
    )
    if row.organization:
        put_in_organization(person, to=find_or_make_organization(row.organization, by=by), by=by)
    if row.tags:
        tag_customer(person, add=row.tags, by=by)
    row.put_more(person, by=by)
    return is_new


def _organization(row: Row, by: User) -> bool:
    is_new = not Organization.objects.filter(name__iexact=row.name).exists()
    organization = find_or_make_organization(row.name, by=by)
    for domain in row.domains:
        add_domain(organization, value=domain, by=by)
    if row.notes:
        change_organization(organization, notes=row.notes, by=by)
    if row.tags:
        tag_organization(organization, add=tuple(row.tags), by=by)
    row.put_more(organization, by=by)
    return is_new


_IMPORTED = {ImportKind.CUSTOMERS: _customer, ImportKind.ORGANIZATIONS: _organization}
