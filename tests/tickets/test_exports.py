"""The tickets of a view as CSV: complete, safe to open, and no more than its person may see."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from madang.accounts import actions as of_people
from madang.accounts.importing import go_on_importing
from madang.accounts.models import ImportKind, Team, User
from madang.lib.conditions import Group, How
from madang.lib.spreadsheets import guarded
from madang.tickets import actions, exporting
from madang.tickets import csv as tickets_csv
from madang.tickets.errors import NotAllowed, WrongView
from madang.tickets.exporting import write_export
from madang.tickets.jobs import remove_files_of_views
from madang.tickets.models import ExportKind, ExportState, SavedView, TicketExport
from tests.cast import OpenTicket

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything(jiwoo: User) -> SavedView:
    """A view of all tickets, which everybody has."""
    return actions.make_view(actions.View("모두", Group(How.ALL), sharing="everybody"), by=jiwoo)


def written(export: TicketExport) -> list[list[str]]:
    """Its lines, after the job ran."""
    write_export.func(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.DONE
    with export.file.open("rb") as file:
        content = file.read()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_ticket_of_the_view_is_in_it_once(
    everything: SavedView, mina: User, open_ticket: OpenTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    tickets = [open_ticket(f"{number}번째, “문의”\n둘째 줄") for number in range(5)]
    actions.tag(tickets[0], add=["vip", "환불"], by=mina)
    head, *rows = written(actions.start_export(everything, by=mina))
    assert len(head) == len(rows[0])
    assert {row[0] for row in rows} == {str(one.number) for one in tickets}
    assert len(rows) == 5
    first = next(row for row in rows if row[0] == str(tickets[0].number))
    assert first[1] == tickets[0].subject
    assert first[5] == "vip, 환불"
    assert TicketExport.objects.get().written == 5


def test_it_holds_only_what_its_person_may_see_when_it_is_written(
    everything: SavedView, mina: User, technical: Team, open_ticket: OpenTicket
) -> None:
    seen, unseen = open_ticket("보임"), open_ticket("안 보임")
    actions.move(seen, to=technical, by=None)
    export = actions.start_export(everything, by=mina)
    User.objects.filter(pk=mina.pk).update(reach="teams")
    mina.teams.set([technical])
    assert [row[0] for row in written(export)[1:]] == [str(seen.number)]
    assert unseen.number != seen.number


@pytest.mark.parametrize("text", ["=1+1", "+82", "-1", "@SUM(A1)", "\tx", "\rx", "＝1"])
def test_no_cell_begins_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert guarded(f"a{text}") == f"a{text}"


def test_a_customers_formula_is_guarded(everything: SavedView, mina: User, open_ticket: OpenTicket) -> None:
    open_ticket('=HYPERLINK("http://x.example")')
    assert written(actions.start_export(everything, by=mina))[1][1].startswith("'=")


def test_one_that_was_stopped_stays_stopped(
    everything: SavedView, mina: User, jun: User, open_ticket: OpenTicket
) -> None:
    open_ticket()
    export = actions.start_export(everything, by=mina)
    with pytest.raises(NotAllowed):
        actions.stop_export(export, by=jun)
    actions.stop_export(export, by=mina)
    write_export.func(export.pk)
    export.refresh_from_db()
    assert (export.state, bool(export.file)) == (ExportState.STOPPED, False)


def test_one_that_is_stopped_while_it_is_written_leaves_no_file(
    everything: SavedView, mina: User, open_ticket: OpenTicket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        open_ticket()
    monkeypatch.setattr(exporting, "AT_ONCE", 1)
    export = actions.start_export(everything, by=mina)
    given: list[Any] = []

    def stopping(ids: Any) -> list[list[str]]:
        given.append(ids)
        if len(given) == 2:
            actions.stop_export(export, by=mina)
        return []

    monkeypatch.setattr(tickets_csv, "rows", stopping)
    write_export.func(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.STOPPED
    assert len(given) == 2
    assert not export.file


def test_what_cannot_be_written_says_so(everything: SavedView, mina: User) -> None:
    export = actions.start_export(everything, by=mina)
    TicketExport.objects.update(conditions={"version": 9})
    write_export.func(export.pk)
    export.refresh_from_db()
    assert export.state == ExportState.FAILED


def test_partners_save_nothing_and_nobody_saves_anothers_view(
    everything: SavedView, mina: User, jun: User, haneul: User
) -> None:
    own = actions.make_view(actions.View("내 것", Group(How.ALL)), by=mina)
    for view, person in ((everything, haneul), (own, jun)):
        with pytest.raises(NotAllowed):
            actions.start_export(view, by=person)
    for _ in range(3):
        actions.start_export(everything, by=mina)
    with pytest.raises(WrongView):
        actions.start_export(everything, by=mina)


def test_files_are_kept_for_a_day(everything: SavedView, mina: User, open_ticket: OpenTicket) -> None:
    open_ticket()
    old, fresh = (actions.start_export(everything, by=mina) for _ in range(2))
    for one in (old, fresh):
        written(one)
    TicketExport.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    remove_files_of_views()
    assert not default_storage.exists(str(old.file.name))
    assert default_storage.exists(str(fresh.file.name))
    assert list(TicketExport.objects.all()) == [fresh]


def test_customers_are_saved_as_far_as_they_are_seen_and_taken_in_again_unchanged(
    mina: User, seoa: User, noor: User, open_ticket: OpenTicket
) -> None:
    open_ticket()
    of_people.add_identity(seoa, kind="phone", value="+82 10 1234 5678", by=mina)
    of_people.tag_customer(seoa, add=["vip"], by=mina)
    of_people.change_customer(seoa, notes="=1+1", language="ko", by=mina)
    export = actions.start_people_export(ExportKind.CUSTOMERS, by=mina)
    head, *rows = written(export)
    assert [row[0] for row in rows] == ["윤서아", "Noor Haddad"]
    assert rows[0][2] == "'+821012345678"
    assert rows[0][8] == "'=1+1"
    assert len(head) == len(rows[0])
    assert rows[0][10:12] == ["1", "1"]
    with export.file.open("rb") as file:
        kept = of_people.keep_import(ImportKind.CUSTOMERS, name="x.csv", content=file.read(), by=mina)
    assert kept.columns[:9] == [
        *("name", "email", "phone", "own", "organization", "language", "time_zone", "tags", "notes")
    ]
    assert of_people.begin_import(kept, columns=kept.columns, by=mina)
    go_on_importing.func(kept.pk)
    kept.refresh_from_db()
    assert (kept.done, kept.made, kept.changed, kept.failed) == (2, 0, 0, 0)
    few = User.objects.create(email="few@lantern.example", role="agent", reach="assigned")
    assert written(actions.start_people_export(ExportKind.CUSTOMERS, by=few))[1:] == []


def test_organizations_are_saved_with_their_domains(mina: User, haneul: User) -> None:
    made = of_people.find_or_make_organization("등불", by=mina)
    of_people.add_domain(made, value="lantern.example", by=mina)
    rows = written(actions.start_people_export(ExportKind.ORGANIZATIONS, by=mina))[1:]
    assert rows == [["등불", "lantern.example", "", "", "0"]]
    with pytest.raises(NotAllowed):
        actions.start_people_export(ExportKind.ORGANIZATIONS, by=haneul)
