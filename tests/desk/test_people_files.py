"""Customers as files in the workspace: saved, looked at before anything is changed, taken in, mended."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from madang.accounts.models import ImportState, PeopleImport, User
from madang.accounts.roles import Reach
from madang.lib.jobs import run_pending
from madang.tickets.models import TicketExport
from tests.desk.conftest import SignedIn

pytestmark = pytest.mark.django_db

TEXT = "이름,이메일,=뭔가\n윤 서아,seoa.yoon@example.com,x\nNoor,not an address,=1+1\n"
PLACE = "/desk/people/files/"


def sent(browser: Client, text: str = TEXT, kind: str = "customers") -> str:
    """The page to which a file leads."""
    file = SimpleUploadedFile("고객.csv", text.encode())
    answer = browser.post(PLACE, {"kind": kind, "file": file})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_a_file_is_looked_at_then_taken_in_and_its_failures_are_saved(
    signed_in: SignedIn, mina: User, seoa: User
) -> None:
    browser = signed_in(mina)
    place = sent(browser)
    look = browser.get(place).content.decode()
    assert look.count(" selected>") == 2
    assert "처음 2행 가운데 1행은" in look
    assert "3행: " in look
    assert "아직 아무것도 바꾸지 않았습니다" in look
    begun = browser.post(place, {"do": "begin", "column-0": "name", "column-1": "email"})
    assert begun["Location"] == place
    assert "hx-trigger" in browser.get(place).content.decode()
    run_pending()
    done = browser.get(place, headers={"HX-Request": "true", "HX-Target": "import-state"}).content.decode()
    assert "<html" not in done
    assert "2 가운데 2" in done
    assert "hx-trigger" not in done
    seoa.refresh_from_db()
    assert seoa.name == "윤 서아"
    report = browser.get(f"{place}report/").content.decode("utf-8-sig").splitlines()
    assert report[0] == "이름,이메일,'=뭔가,행,제외한 까닭"
    assert report[1].startswith("Noor,not an address,'=1+1,3,")


def test_columns_can_be_chosen_anew_and_what_does_not_fit_is_said(
    signed_in: SignedIn, mina: User, seoa: User
) -> None:
    browser = signed_in(mina)
    place = sent(browser)
    again = browser.post(place, {"do": "look", "column-0": "name", "column-1": "notes"})
    assert again.status_code == 200
    assert "어느 열에 있는지" in again.content.decode()
    refused = browser.post(place, {"do": "begin", "column-0": "name", "column-1": "pigeon"})
    assert refused.status_code == 422
    assert PeopleImport.objects.get().state == ImportState.LOOKED_AT


def test_a_running_import_is_stopped(signed_in: SignedIn, mina: User, seoa: User) -> None:
    browser = signed_in(mina)
    place = sent(browser)
    browser.post(place, {"do": "begin", "column-1": "email"})
    browser.post(place, {"do": "stop"})
    run_pending()
    assert "멈춤" in browser.get(place).content.decode()
    assert PeopleImport.objects.get().done == 0


def test_nobody_sees_the_file_of_another(signed_in: SignedIn, mina: User, jun: User) -> None:
    place = sent(signed_in(mina))
    for address in (place, f"{place}report/", f"{PLACE}{10**30}/"):
        assert signed_in(jun).get(address).status_code == 404
    assert "고객.csv" not in signed_in(jun).get(PLACE).content.decode()


def test_what_can_not_be_taken_is_said_in_words(signed_in: SignedIn, mina: User) -> None:
    browser = signed_in(mina)
    for values in (
        {},
        {"kind": "customers"},
        {"kind": "pigeons", "file": SimpleUploadedFile("x.csv", b"a\n1\n")},
        {"kind": "customers", "file": SimpleUploadedFile("x.png", b"\x89PNG\xff")},
        {"kind": "customers", "file": SimpleUploadedFile("x.csv", b"name\n")},
    ):
        answer = browser.post(PLACE, values)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert not PeopleImport.objects.exists()


def test_who_sees_some_customers_alone_takes_no_file_in(signed_in: SignedIn, mina: User) -> None:
    User.objects.filter(pk=mina.pk).update(reach=Reach.TEAMS)
    browser = signed_in(mina)
    assert "people-file" not in browser.get(PLACE).content.decode()
    file = SimpleUploadedFile("x.csv", b"email\na@b.example\n")
    assert browser.post(PLACE, {"kind": "customers", "file": file}).status_code == 422


def test_customers_are_saved_from_the_page(signed_in: SignedIn, mina: User, seoa: User) -> None:
    browser = signed_in(mina)
    assert browser.post(f"{PLACE}save/", {"kind": "customers"})["Location"] == "/desk/exports/"
    run_pending()
    assert "1행" in browser.get("/desk/exports/").content.decode()
    assert browser.post(f"{PLACE}save/", {"kind": "tickets"})["Location"] == PLACE
    assert TicketExport.objects.count() == 1
