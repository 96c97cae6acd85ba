"""The second factor: a stolen password alone opens nothing."""

import re
from html import unescape
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.test import Client

from madang.accounts import actions
from madang.accounts.errors import NotAllowed
from madang.accounts.links import password_link
from madang.accounts.models import User
from madang.accounts.two_factor import qr_svg
from madang.history.models import Event

from .conftest import PASSWORD, SignIn

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    """What the app would show now."""
    counters = list(yield_hotp_counters_from_time())
    code: str = format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))
    return code


def confirm(browser: Client) -> None:
    browser.post("/accounts/confirm/", {"password": PASSWORD})


def switch_on(browser: Client) -> tuple[str, list[str]]:
    """Do it as a person does; returns the secret and the recovery codes."""
    confirm(browser)
    page = browser.get("/accounts/2fa/on/").content.decode()
    secret = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', page)
    assert secret
    key = secret[1].replace(" ", "")
    shown = browser.post("/accounts/2fa/on/", {"code": code_of(key)})
    assert shown["Cache-Control"] == "private, no-store"
    return key, re.findall(r"<li>(\d{4} \d{4})</li>", shown.content.decode())


def password_step(person: User) -> Client:
    browser = Client(SERVER_NAME="127.0.0.1")
    answer = browser.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer["Location"] == "/accounts/2fa/code/"
    return browser


def test_after_the_password_a_code_is_asked_for(
    mina: User, sign_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    secret, codes = switch_on(sign_in(mina))
    assert len(codes) == 10
    browser = password_step(mina)
    assert browser.get("/accounts/profile/").status_code == 302, "not in yet"
    assert browser.post("/accounts/2fa/code/", {"code": "000000"}).status_code == 200
    assert browser.post("/accounts/2fa/code/", {"code": code_of(secret)}).status_code == 302
    assert browser.get("/accounts/profile/").status_code == 200
    assert Event.objects.filter(kind="two_factor.enabled").count() == 1
    assert Event.objects.filter(kind="sign_in.failed").count() == 1
    assert Event.objects.filter(kind="user.signed_in").latest("pk").data["second_factor"] is True


def test_a_code_works_once(mina: User, sign_in: SignIn) -> None:
    secret, _ = switch_on(sign_in(mina))
    code = code_of(secret)
    assert password_step(mina).post("/accounts/2fa/code/", {"code": code}).status_code == 302
    assert password_step(mina).post("/accounts/2fa/code/", {"code": code}).status_code == 200


def test_a_recovery_code_works_once_as_it_was_written_down(mina: User, sign_in: SignIn) -> None:
    _, codes = switch_on(sign_in(mina))
    assert password_step(mina).post("/accounts/2fa/code/", {"code": codes[3]}).status_code == 302
    assert password_step(mina).post("/accounts/2fa/code/", {"code": codes[3]}).status_code == 200
    assert password_step(mina).post("/accounts/2fa/code/", {"code": codes[4]}).status_code == 302


def test_codes_can_not_be_guessed_at_length(mina: User, sign_in: SignIn) -> None:
    secret, _ = switch_on(sign_in(mina))
    browser = password_step(mina)
    for guess in range(5):
        browser.post("/accounts/2fa/code/", {"code": f"00000{guess}"})
    assert browser.post("/accounts/2fa/code/", {"code": code_of(secret)}).status_code == 200


def test_recovery_codes_are_shown_in_one_answer_and_never_again(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    _, codes = switch_on(browser)
    for page in ("2fa/", "2fa/codes/"):
        assert not re.findall(r"\d{4} \d{4}", browser.get(f"/accounts/{page}").content.decode())
    again = browser.post("/accounts/2fa/codes/").content.decode()
    new = re.findall(r"<li>(\d{4} \d{4})</li>", again)
    assert len(new) == 10
    assert not set(codes) & set(new)
    assert password_step(mina).post("/accounts/2fa/code/", {"code": codes[0]}).status_code == 200, (
        "old ones are void"
    )


def test_the_secret_is_not_in_the_database_as_it_is(mina: User, sign_in: SignIn) -> None:
    secret, codes = switch_on(sign_in(mina))
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0].replace(" ", "") not in kept


def test_switching_it_on_or_off_asks_for_the_password_first(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    assert browser.get("/accounts/2fa/on/")["Location"].startswith("/accounts/confirm/")
    switch_on(browser)
    fresh = password_step(mina)
    assert fresh.get("/accounts/2fa/off/").status_code == 302


def test_it_is_switched_off_again(mina: User, sign_in: SignIn, mailoutbox: list[EmailMessage]) -> None:
    browser = sign_in(mina)
    switch_on(browser)
    assert browser.get("/accounts/2fa/off/").status_code == 200
    assert Authenticator.objects.exists(), "looking at the page changes nothing"
    assert browser.post("/accounts/2fa/off/").status_code == 302
    assert not Authenticator.objects.exists()
    assert Event.objects.filter(kind="two_factor.disabled").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_person_is_told_by_mail(mina: User, sign_in: SignIn, mailoutbox: list[EmailMessage]) -> None:
    browser = sign_in(mina)
    switch_on(browser)
    browser.post("/accounts/2fa/codes/")
    browser.post("/accounts/2fa/off/")
    assert len(mailoutbox) == 3
    assert all(mail.to == ["mina@lantern.example"] for mail in mailoutbox)
    assert "127.0.0.1" in str(mailoutbox[0].body)


def test_the_qr_code_takes_its_colours_from_the_stylesheet() -> None:
    drawn = qr_svg("otpauth://totp/mina%40lantern.example?secret=ABC")
    assert "style" not in drawn
    assert "fill" not in drawn
    assert drawn.startswith("<svg ")


def test_a_wrong_first_code_keeps_the_secret_that_was_scanned(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    confirm(browser)
    secrets = []
    for answer in (browser.get("/accounts/2fa/on/"), browser.post("/accounts/2fa/on/", {"code": "000000"})):
        found = re.search(r'<code class="secret"[^>]*>([A-Z2-7 ]+)</code>', unescape(answer.content.decode()))
        assert found
        secrets.append(found[1])
    assert secrets[0] == secrets[1]


def test_who_lost_everything_is_set_up_anew_by_an_administrator(
    mina: User, jun: User, jiwoo: User, sign_in: SignIn
) -> None:
    browser = sign_in(mina)
    switch_on(browser)
    with pytest.raises(NotAllowed):
        actions.drop_two_factor(mina, by=jun)
    actions.drop_two_factor(mina, by=jiwoo)
    assert browser.get("/accounts/profile/").status_code == 302, "signed out everywhere"
    assert sign_in(mina).get("/accounts/profile/").status_code == 200, "the password alone"
    assert "한지우" in str(mail.outbox[-1].body)
    assert mail.outbox[-1].to == ["mina@lantern.example"]


def test_at_the_machine_itself_the_owner_gets_back_in(jiwoo: User, sign_in: SignIn) -> None:
    switch_on(sign_in(jiwoo))
    printed = StringIO()
    call_command("member", "drop-two-factor", "owner@madang.example")
    call_command("member", "link", "owner@madang.example", stdout=printed)
    link = printed.getvalue().strip().removeprefix("http://127.0.0.1:8000")
    assert Client(SERVER_NAME="127.0.0.1").get(link).status_code == 302
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError):
        call_command("member", "link", "nobody@example.com")


def test_a_password_set_by_mail_does_not_get_around_the_code(mina: User, sign_in: SignIn) -> None:
    switch_on(sign_in(mina))
    mina.refresh_from_db()
    browser = Client(SERVER_NAME="127.0.0.1")
    form = browser.get(password_link(mina).removeprefix("http://127.0.0.1:8000"))["Location"]
    new = {"password1": "풀빛 바람이 부는 저녁", "password2": "풀빛 바람이 부는 저녁"}
    assert browser.post(form, new)["Location"] == "/accounts/2fa/code/"
    assert browser.get("/accounts/profile/").status_code == 302
