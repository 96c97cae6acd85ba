"""Who gets in, who doesn't, and what is told to whom."""

import re

import pytest
from django.test import Client
from django.test.utils import override_settings

from madang.accounts import actions
from madang.accounts.models import User
from madang.accounts.roles import Role
from madang.history.models import Event

from .conftest import PASSWORD, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def mina_with_password(mina: User) -> User:
    mina.set_password(PASSWORD)
    mina.save()
    return mina


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def test_a_member_signs_in_and_out(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    assert browser.get("/accounts/profile/").status_code == 200
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get("/accounts/profile/")["Location"].startswith("/accounts/login/")
    assert kinds() == ["user.signed_in", "user.signed_out"]


def test_looking_at_the_sign_out_page_signs_nobody_out(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    assert browser.get("/accounts/logout/").status_code == 200
    assert browser.get("/accounts/profile/").status_code == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    mina_with_password: User, seoa: User, anyone: Client
) -> None:
    answers = []
    for address in ("mina@lantern.example", "seoa.yoon@example.com", "nobody@example.com"):
        page = anyone.post("/accounts/login/", {"login": address, "password": "wrong password"})
        answers.append(re.sub(r"[A-Za-z0-9]{64}", "", page.content.decode().replace(address, "")))
    assert len(set(answers)) == 1
    assert kinds() == ["sign_in.failed"], "written down for the member alone"


def test_a_customer_with_a_password_is_not_let_in(seoa: User, anyone: Client) -> None:
    seoa.set_password(PASSWORD)
    seoa.save()
    answer = anyone.post("/accounts/login/", {"login": seoa.email, "password": PASSWORD})
    assert answer["Location"] == "/accounts/inactive/"
    assert anyone.get("/accounts/profile/").status_code == 302


def test_who_is_let_go_is_out_at_once_and_everywhere(mina: User, jiwoo: User, sign_in: SignIn) -> None:
    laptop, phone = sign_in(mina), sign_in(mina)
    token = actions.issue_token(mina, "script")
    actions.deactivate(mina, by=jiwoo)
    assert laptop.get("/accounts/profile/").status_code == 302
    assert phone.get("/accounts/profile/").status_code == 302
    asked = Client(SERVER_NAME="127.0.0.1").get(
        "/api/v1/tickets", headers={"Authorization": f"Bearer {token}"}
    )
    assert asked.status_code == 401
    assert (
        Client(SERVER_NAME="127.0.0.1").post("/accounts/login/", {"login": mina.email, "password": PASSWORD})[
            "Location"
        ]
        == "/accounts/inactive/"
    )


def test_five_wrong_passwords_close_the_door_for_that_address_alone(
    mina_with_password: User, jun: User, anyone: Client
) -> None:
    jun.set_password(PASSWORD)
    jun.save()
    for port in range(5):
        # Another Host each time: it must not count as another door.
        anyone.post(
            "/accounts/login/",
            {"login": "mina@lantern.example", "password": "wrong"},
            HTTP_HOST=f"127.0.0.1:{port}",
        )
    refused = anyone.post("/accounts/login/", {"login": "Mina@lantern.example", "password": PASSWORD})
    assert refused.status_code == 200, "not even with the right one"
    let_in = anyone.post("/accounts/login/", {"login": "jun@lantern.example", "password": PASSWORD})
    assert let_in.status_code == 302


def test_one_address_that_tries_many_people_is_slowed_down(desk: object) -> None:
    crowd = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR="203.0.113.7")
    answers = [
        crowd.post("/accounts/login/", {"login": f"somebody{n}@example.com", "password": "wrong"}).status_code
        for n in range(31)
    ]
    assert answers[-1] == 429
    elsewhere = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR="203.0.113.8")
    assert elsewhere.post("/accounts/login/", {"login": "a@example.com", "password": "x"}).status_code == 200


@pytest.mark.parametrize("page", ["signup/", "email/", "confirm-email/", "social/connections/", "3rdparty/"])
def test_there_is_no_sign_up_and_no_other_door(page: str, anyone: Client) -> None:
    assert anyone.get(f"/accounts/{page}").status_code == 404


def test_the_session_cookie_is_out_of_scripts_reach(mina: User, sign_in: SignIn) -> None:
    cookie = sign_in(mina).cookies["madang_desk"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_after_signing_in_one_is_where_one_wanted_to_be_but_never_on_another_site(
    mina_with_password: User, anyone: Client
) -> None:
    entry = {"login": mina_with_password.email, "password": PASSWORD}
    assert anyone.post("/accounts/login/", {**entry, "next": "https://evil.example/"})["Location"] == "/desk/"
    anyone.post("/accounts/logout/")
    wanted = anyone.post("/accounts/login/", {**entry, "next": "/accounts/sessions/"})
    assert wanted["Location"] == "/accounts/sessions/"


def test_a_requester_who_becomes_a_member_gets_no_old_password(seoa: User, jiwoo: User) -> None:
    seoa.set_password("an old portal password")
    seoa.save()
    member = actions.make_member(name="", email=seoa.email or "", role=Role.AGENT, by=jiwoo)
    assert member == seoa
    assert not member.has_usable_password()


@override_settings(SESSION_COOKIE_SECURE=True)
def test_the_cookie_is_for_https_where_the_desk_is_on_https(mina: User, sign_in: SignIn) -> None:
    assert sign_in(mina).cookies["madang_desk"]["secure"]
