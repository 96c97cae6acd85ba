"""Customers and organizations from a file: looked at first, each row by itself, the same twice."""

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from madang.accounts import actions, importing
from madang.accounts.actions import import_people
from madang.accounts.errors import NotAllowed, WrongImport
from madang.accounts.import_columns import guessed
from madang.accounts.importing import go_on_importing
from madang.accounts.jobs import remove_imported_files
from madang.accounts.models import (
    CustomerNotes,
    Identity,
    ImportKind,
    ImportState,
    Organization,
    PeopleImport,
    User,
)
from madang.accounts.roles import Reach
from madang.history.models import Event
from madang.lib.jobs import run_pending
from madang.lib.spreadsheets import BOM, Unreadable, guarded, lines, rows_in, unguarded
from madang.search.find import find_customers
from madang.tickets import actions as field_actions
from madang.tickets.answers import written
from madang.tickets.models import FieldKind, FieldSubject
from madang.tickets.people_fields import fields_of_people

pytestmark = pytest.mark.django_db

HEAD = "이름,이메일,전화,회사명,언어,고객 태그,메모\n"


def imported(text: str, by: User, kind: ImportKind = ImportKind.CUSTOMERS) -> PeopleImport:
    """What became of a file with these lines."""
    kept = actions.keep_import(kind, name="x.csv", content=text.encode(), by=by)
    actions.begin_import(kept, columns=kept.columns, by=by)
    go_on_importing.enqueue(kept=kept.pk)
    run_pending()
    kept.refresh_from_db()
    return kept


def test_who_is_known_is_changed_and_who_is_not_is_added(mina: User, seoa: User) -> None:
    kept = imported(
        HEAD + '윤 서아,seoa.yoon@example.com,010-1234-5678,등불,ko,"VIP, 단골",전화가 편하다\n'
        "Noor,noor@new.example,,등불,English,,\n",
        by=mina,
    )
    assert (kept.state, kept.done, kept.made, kept.changed, kept.failed) == (ImportState.DONE, 2, 1, 1, 0)
    seoa.refresh_from_db()
    assert (seoa.name, seoa.language, str(seoa.organization)) == ("윤 서아", "ko", "등불")
    assert set(seoa.tags.values_list("name", flat=True)) == {"vip", "단골"}
    assert CustomerNotes.objects.get(user=seoa).text == "전화가 편하다"
    noor = User.objects.get(email="noor@new.example")
    assert (noor.name, noor.language, noor.organization) == ("Noor", "en", seoa.organization)
    assert find_customers(mina, "noor", limit=5) == [noor.pk]


def test_the_same_file_twice_changes_nothing_more(mina: User, seoa: User) -> None:
    text = HEAD + "윤서아,seoa.yoon@example.com,010-1234-5678,등불,ko,vip,메모\nNoor,n@new.example,,,,,\n"
    imported(text, by=mina)
    events = Event.objects.exclude(kind__startswith="people_import").count()
    kept = imported(text, by=mina)
    assert (kept.done, kept.made, kept.changed, kept.failed) == (2, 0, 0, 0)
    assert Event.objects.exclude(kind__startswith="people_import").count() == events
    assert User.objects.filter(email="n@new.example").count() == 1


def test_empty_cells_change_nothing(mina: User, seoa: User) -> None:
    actions.change_customer(seoa, by=mina, notes="bleibt", language="ko")
    imported(HEAD + ",seoa.yoon@example.com,,,,,\n", by=mina)
    seoa.refresh_from_db()
    assert (seoa.name, seoa.language, seoa.notes.text) == ("윤서아", "ko", "bleibt")


def test_a_row_that_can_not_be_taken_says_why_and_stops_no_other(mina: User, seoa: User, noor: User) -> None:
    kept = imported(
        HEAD
        + "하나,no address,,,,,\n"
        + "둘,,,,,,\n"
        + "셋,a@new.example,,,Klingon,,\n"
        + '넷,"seoa.yoon@example.com, noor.haddad@example.com",,,,,\n'
        + "다섯,mina@lantern.example,,,,,\n"
        + "여섯,good@new.example,,,,,\n",
        by=mina,
    )
    assert (kept.made, kept.failed) == (1, 5)
    failed = list(kept.failed_rows.order_by("number"))
    assert [one.number for one in failed] == [2, 3, 4, 5, 6]
    assert all(one.why for one in failed)
    assert not User.objects.filter(name__in=["하나", "둘", "셋", "넷", "다섯"]).exists()
    assert User.objects.get(email="good@new.example").name == "여섯"


def test_nothing_of_a_row_that_fails_half_way_stays(mina: User, noor: User) -> None:
    User.objects.create(email="taken@new.example", name="말없이")  # known by the first address alone
    kept = imported(HEAD + 'x,"new@new.example, taken@new.example",,,,,\n', by=mina)
    assert (kept.made, kept.failed) == (0, 1)
    assert not Identity.objects.filter(value="new@new.example").exists()
    assert not User.objects.filter(name="x").exists()


def test_organizations_come_with_their_domains_and_tags(mina: User) -> None:
    text = '회사명,도메인,태그,메모\n등불,"lantern.example; LAMP.example",vip,계약 3월\n나루,gmail.com,,\n'
    kept = imported(text, by=mina, kind=ImportKind.ORGANIZATIONS)
    assert (kept.made, kept.failed) == (1, 1)
    made = Organization.objects.get(name="등불")
    assert set(made.domains.values_list("value", flat=True)) == {"lantern.example", "lamp.example"}
    assert made.notes == "계약 3월"
    again = imported(text, by=mina, kind=ImportKind.ORGANIZATIONS)
    assert (again.made, again.changed) == (0, 0)


def test_nothing_is_changed_before_it_is_begun_and_it_is_begun_once(mina: User, jun: User) -> None:
    content = (HEAD + "x,x@new.example,,,,,\n").encode()
    kept = actions.keep_import(ImportKind.CUSTOMERS, name="x.csv", content=content, by=mina)
    run_pending()
    assert not User.objects.filter(email="x@new.example").exists()
    with pytest.raises(NotAllowed):
        actions.begin_import(kept, columns=kept.columns, by=jun)
    with pytest.raises(WrongImport):
        actions.begin_import(kept, columns=["name", "", "", "", "", "", ""], by=mina)
    with pytest.raises(WrongImport):
        actions.begin_import(kept, columns=["name", "name", "email"], by=mina)
    assert actions.begin_import(kept, columns=kept.columns, by=mina)
    assert not actions.begin_import(kept, columns=kept.columns, by=mina)


def test_a_stopped_import_does_no_more_rows_and_goes_on_where_a_slice_ended(
    mina: User, jun: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    monkeypatch.setattr(importing, "SLICE", 0)
    text = HEAD + "".join(f"{nth},{nth}@new.example,,,,,\n" for nth in range(5))
    assert imported(text, by=mina).made == 5
    kept = actions.keep_import(ImportKind.CUSTOMERS, name="x.csv", content=text.encode(), by=mina)
    actions.begin_import(kept, columns=kept.columns, by=mina)
    with pytest.raises(NotAllowed):
        actions.stop_import(kept, by=jun)
    actions.stop_import(kept, by=mina)
    go_on_importing.enqueue(kept=kept.pk)
    run_pending()
    kept.refresh_from_db()
    assert (kept.state, kept.done) == (ImportState.STOPPED, 0)


def test_a_row_that_the_program_can_not_take_holds_up_no_other(
    mina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(person: User, **how: Any) -> None:
        actions.tag_customer(person, **how)
        if "고장" in how["add"]:
            raise RuntimeError

    monkeypatch.setattr(import_people, "tag_customer", broken)
    kept = imported(HEAD + "가,a@new.example,,,,고장,\n나,b@new.example,,,,단골,\n", by=mina)
    assert (kept.state, kept.made, kept.failed) == (ImportState.DONE, 1, 1)
    assert kept.failed_rows.get().why
    assert not User.objects.filter(email="a@new.example").exists(), "nothing of it stays"


def test_whose_rights_were_taken_meanwhile_changes_nobody(mina: User) -> None:
    content = (HEAD + "x,x@new.example,,,,,\n").encode()
    kept = actions.keep_import(ImportKind.CUSTOMERS, name="x.csv", content=content, by=mina)
    actions.begin_import(kept, columns=kept.columns, by=mina)
    User.objects.filter(pk=mina.pk).update(reach=Reach.ASSIGNED)
    go_on_importing.enqueue(kept=kept.pk)
    run_pending()
    kept.refresh_from_db()
    assert (kept.made, kept.failed) == (0, 1)
    with pytest.raises(NotAllowed):
        actions.keep_import(ImportKind.CUSTOMERS, name="x", content=content, by=User.objects.get(pk=mina.pk))


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n", b"\x00\x01\x02", b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n\xff", b"x" * 200_000]
)
def test_what_is_no_file_of_customers_is_refused_in_words(mina: User, content: bytes) -> None:
    with pytest.raises(WrongImport) as refused:
        actions.keep_import(ImportKind.CUSTOMERS, name="x", content=content, by=mina)
    assert str(refused.value)
    assert not PeopleImport.objects.exists()


def test_more_rows_than_fit_are_refused(mina: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_people, "MOST_ROWS", 3)
    actions.keep_import(ImportKind.CUSTOMERS, name="x", content=b"email\n1\n2\n3\n", by=mina)
    with pytest.raises(WrongImport):
        actions.keep_import(ImportKind.CUSTOMERS, name="x", content=b"email\n1\n2\n3\n4\n", by=mina)


def test_files_are_kept_for_a_day(mina: User) -> None:
    kept = imported(HEAD + "x,wrong,,,,,\n", by=mina)
    remove_imported_files()
    assert default_storage.exists(str(kept.file.name))
    PeopleImport.objects.update(created_at=timezone.now() - timedelta(hours=25))
    remove_imported_files()
    assert not default_storage.exists(str(kept.file.name))
    assert not PeopleImport.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_are_read_as_spreadsheets_write_them(encoding: str, separator: str) -> None:
    text = f'이름{separator}메모\r\n윤서아{separator}"둘째\n줄"\r\n\r\n'
    assert rows_in(text.encode(encoding), most=10) == [["이름", "메모"], ["윤서아", "둘째\n줄"]]


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=2), min_size=1
    )
)
def test_what_is_saved_is_read_again(rows: list[list[str]]) -> None:
    kept = [[cell.strip() for cell in row] for row in rows]
    kept = [row for row in kept if any(row) and not any(cell.startswith("'") for cell in row)]
    content = BOM.encode() + lines([["a", "b"], *([guarded(cell) for cell in row] for row in kept)])
    assert rows_in(content, most=1000) == [["a", "b"], *kept]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(content: bytes) -> None:
    with contextlib.suppress(Unreadable):
        rows_in(content, most=10)


def test_columns_are_known_by_the_names_that_others_give_them() -> None:
    assert guessed("customers", ["성명", "E-Mail", "휴대폰", "Company", "뭔가", "이름"]) == [
        *("name", "email", "phone", "organization", "", ""),
    ]
    assert unguarded(guarded("+82 10")) == "+82 10"


def test_fields_of_the_desks_own_are_columns_and_what_can_not_be_in_one_fails_its_row_alone(
    mina: User, seoa: User
) -> None:
    plan = field_actions.make_field(
        {"ko": "요금제", "en": "Plan"}, kind=FieldKind.DROPDOWN, subject=FieldSubject.CUSTOMER, by=None
    )
    field_actions.add_option(plan, {"ko": "골드", "en": "Gold"}, by=None)
    field_actions.make_field({"en": "Seats"}, kind=FieldKind.NUMBER, subject=FieldSubject.CUSTOMER, by=None)
    field_actions.make_field(
        {"en": "Member"}, kind=FieldKind.CHECKBOX, subject=FieldSubject.CUSTOMER, by=None
    )
    kept = imported(
        "이메일,요금제,SEATS,member\nseoa.yoon@example.com,gold,-3,예\na@new.example,백금,1,\nb@new.example,골드,many,x\n",
        by=mina,
    )
    assert (kept.changed, kept.made, kept.failed) == (1, 0, 2)
    assert {one.field.key: written(one.answer) for one in fields_of_people(seoa)} == {
        "plan": ["gold"],
        "seats": ["-3"],
        "member": ["yes"],
    }
    assert [one.why for one in kept.failed_rows.order_by("number")] == [
        "요금제: “백금”은(는) “요금제”에 없는 선택지입니다.",
        "Seats: “many”은(는) 숫자가 아닙니다. 12500이나 3.5처럼 쓰십시오.",
    ]
    assert not User.objects.filter(email__endswith="@new.example").exists(), "the row changed nothing"


def test_an_organizations_fields_are_columns_too(mina: User) -> None:
    field_actions.make_field({"en": "Since"}, kind=FieldKind.DATE, subject=FieldSubject.ORGANIZATION, by=None)
    kept = imported("name,since\n한빛학교,2024.3.2\n", by=mina, kind=ImportKind.ORGANIZATIONS)
    assert kept.made == 1
    school = Organization.objects.get()
    assert [written(one.answer) for one in fields_of_people(school)] == [["2024-03-02"]]
