"""The desk speaks as each person wants it to."""

import pytest
from django.test import Client
from django.utils import timezone, translation

from madang.accounts.models import User
from madang.brands.models import Desk

from .conftest import SignIn

pytestmark = pytest.mark.django_db


def language_of(browser: Client, page: str = "/accounts/login/", **headers: str) -> str:
    return str(browser.get(page, headers=headers)["Content-Language"])


def test_ones_own_language_goes_before_the_desks(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    assert language_of(browser, "/accounts/profile/") == "ko", "the desk's"
    answer = browser.post(
        "/accounts/profile/",
        {"name": "Mina Kim", "language": "en", "theme": "dark", "time_zone": "America/New_York"},
    )
    assert answer.status_code == 302
    page = browser.get("/accounts/profile/").content.decode()
    assert '<html lang="en" data-theme="dark">' in page
    assert "Mina Kim" in page


def test_before_anybody_is_known_the_desk_speaks_its_language(anyone: Client) -> None:
    assert language_of(anyone, **{"accept-language": "en"}) == "ko"


def test_before_there_is_a_desk_the_browser_says_which(db: None) -> None:
    browser = Client(SERVER_NAME="127.0.0.1")
    assert language_of(browser, "/setup/", **{"accept-language": "en-GB,en;q=0.9"}) == "en"
    assert language_of(browser, "/setup/", **{"accept-language": "ko-KR,ko;q=0.9"}) == "ko"


def test_nothing_of_it_stays_for_the_next_request(mina: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=mina.pk).update(language="en", time_zone="America/New_York")
    before = (translation.get_language(), timezone.get_current_timezone_name())
    sign_in(mina).get("/accounts/profile/")
    assert (translation.get_language(), timezone.get_current_timezone_name()) == before


def test_a_time_zone_that_is_none_breaks_nothing(mina: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=mina.pk).update(time_zone="Mars/Olympus")
    Desk.objects.update(time_zone="../../etc/passwd")
    browser = sign_in(mina)
    assert browser.get("/accounts/sessions/").status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"theme": "pink"}, {"language": "xx"}, {"time_zone": "Mars/Olympus"}]
)
def test_what_can_not_be_is_refused(wrong: dict[str, str], mina: User, sign_in: SignIn) -> None:
    given = {"name": "김민아", "language": "", "theme": "auto", "time_zone": "", **wrong}
    assert sign_in(mina).post("/accounts/profile/", given).status_code == 422
