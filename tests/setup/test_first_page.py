"""The first five minutes in the browser: the form, its languages, and who may use it."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from madang.accounts.models import User
from madang.brands.models import Brand, Desk
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.lib import jobs
from madang.setup.key import printed_key
from tests.setup.conftest import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("data")]


@pytest.fixture
def far() -> Client:
    """A browser on another machine."""
    return Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR="203.0.113.9")


@pytest.mark.parametrize("path", ["/", "/desk/", "/accounts/login/", "/desk/tickets/1/", "/no/such/page"])
def test_every_page_leads_to_the_set_up_until_there_is_a_desk(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, "/setup/")


def test_health_is_answered_before_the_set_up(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


def test_programs_are_told_that_the_desk_is_not_set_up(client: Client) -> None:
    assert client.get("/api/v1/tickets").status_code == 503


def test_once_there_is_a_desk_pages_are_pages(client: Client, desk: Desk) -> None:
    assert client.get("/no/such/page").status_code == 404
    assert client.get("/accounts/login/").status_code == 200


def test_the_form_makes_the_desk_and_signs_the_owner_in(client: Client) -> None:
    response = client.post("/setup/", ANSWERS)

    assert (response.status_code, response["Location"]) == (302, "/desk/")
    owner = User.objects.get(role="owner")
    assert client.session["_auth_user_id"] == str(owner.pk)
    desk, inbox = Desk.objects.get(), Inbox.objects.get()
    assert (desk.name, desk.language, desk.time_zone) == ("등불", "ko", "Asia/Seoul")
    assert (inbox.address, inbox.brand.name) == ("help@lantern.example", "등불 스토어")
    assert inbox.team is not None
    assert (inbox.team.name, list(inbox.team.members.all())) == ("지원", [owner])


def test_the_set_up_is_in_the_history(client: Client) -> None:
    client.post("/setup/", ANSWERS)
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    made = ["desk.made", "user.joined", "team.made", "user.teams_changed", "brand.made", "inbox.made"]
    assert [kind for kind in kinds if kind in made] == made


def test_pressing_twice_makes_one_desk(client: Client) -> None:
    client.post("/setup/", ANSWERS)
    again = client.post("/setup/", {**ANSWERS, "owner_email": "second@madang.example"})
    assert again.status_code == 302
    assert (Desk.objects.count(), User.objects.count(), Brand.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("owner_name", ""),
        ("owner_email", "not an address"),
        ("owner_password", "short"),
        ("owner_password", "1234567890"),
        ("owner_password", "owner@madang.example"),
        ("language", "fr"),
        ("desk", " "),
        ("brand", ""),
        ("address", "help"),
        ("address", "help+me@lantern.example"),
        ("address", "owner@madang.example"),
    ],
)
def test_a_wrong_answer_is_told_beside_its_field_and_makes_nothing(
    client: Client, field: str, wrong: str
) -> None:
    response = client.post("/setup/", {**ANSWERS, field: wrong})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Desk.objects.exists()
    assert not User.objects.exists()


def test_what_was_typed_stays_after_a_wrong_answer(client: Client) -> None:
    page = client.post("/setup/", {**ANSWERS, "owner_password": "short"}).content.decode()
    assert 'value="등불 스토어"' in page
    assert "lantern-hanok-42" not in page


def test_the_browser_decides_the_first_language(client: Client) -> None:
    korean = client.get("/setup/", headers={"accept-language": "ko-KR,ko;q=0.9"}).content.decode()
    english = client.get("/setup/", headers={"accept-language": "en-GB"}).content.decode()
    assert '<html lang="ko"' in korean
    assert "데스크" in korean
    assert '<html lang="en"' in english


def test_the_language_can_be_switched_without_losing_what_was_typed(client: Client) -> None:
    response = client.post("/setup/", {**ANSWERS, "show_in": "en"}, headers={"accept-language": "ko"})
    page = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="en"' in page
    assert 'value="등불 스토어"' in page
    assert "lantern-hanok-42" not in page
    assert not Desk.objects.exists()


def test_from_another_machine_the_printed_key_is_needed(client: Client, far: Client, data: Path) -> None:
    assert 'name="key"' not in client.get("/setup/").content.decode()
    assert 'name="key"' in far.get("/setup/").content.decode()

    assert far.post("/setup/", ANSWERS).status_code == 422
    assert far.post("/setup/", {**ANSWERS, "key": "guessed"}).status_code == 422
    assert not Desk.objects.exists()

    typed = printed_key(data).upper().replace("-", " ")
    assert far.post("/setup/", {**ANSWERS, "key": typed}).status_code == 302
    assert Desk.objects.exists()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_a_proxy_that_nobody_told_of_makes_nobody_near(header: str) -> None:
    browser = Client(headers={header: "127.0.0.1"}, SERVER_NAME="127.0.0.1")
    assert browser.post("/setup/", ANSWERS).status_code == 422
    assert not Desk.objects.exists()


def test_the_key_is_worth_nothing_after_the_set_up(
    client: Client, data: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    key = printed_key(data)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/setup/", ANSWERS)
    assert key
    assert printed_key(data) == ""


def test_the_tick_has_the_sample_data_loaded_by_a_worker(client: Client) -> None:
    response = client.post("/setup/", {**ANSWERS, "sample": "on"})
    assert response["Location"] == "/setup/sample/"
    assert "0 / 304" in client.get("/setup/sample/").content.decode()

    jobs.run_pending()
    assert "304 / 304" in client.get("/setup/sample/").content.decode()


def test_once_set_up_the_form_is_gone(client: Client, desk: Desk) -> None:
    assert client.get("/setup/")["Location"] == "/"
    assert client.post("/setup/", ANSWERS)["Location"] == "/"
    assert not User.objects.exists()
