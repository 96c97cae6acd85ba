"""A forgotten password, an invitation, a change: by mail, once, and not for ever."""

import re
from datetime import datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from madang.accounts import actions
from madang.accounts.errors import NotAllowed, NotAMember
from madang.accounts.links import PasswordLinks
from madang.accounts.models import User
from madang.accounts.roles import Role
from madang.history.models import Event

from .conftest import PASSWORD, SignIn

pytestmark = pytest.mark.django_db
NEW = "풀빛 바람이 부는 저녁"


@pytest.fixture
def mina_who_was_here(mina: User, sign_in: SignIn) -> User:
    sign_in(mina)
    mina.refresh_from_db()
    return mina


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"^http://127\.0\.0\.1:8000(/accounts/password/reset/key/\S+)$", str(mail.body), re.M)
    assert found, mail.body
    return found[1]


def follow(link: str, browser: Client) -> str:
    """Open a mailed link; returns the clean address that it leads to."""
    return str(browser.get(link)["Location"])


def set_password(address: str, browser: Client) -> int:
    return browser.post(address, {"password1": NEW, "password2": NEW}).status_code


def ask(browser: Client, address: str) -> int:
    return browser.post("/accounts/password/reset/", {"email": address}).status_code


def test_a_forgotten_password_is_set_anew_by_mail(
    mina_who_was_here: User, anyone: Client, mailoutbox: list[EmailMessage]
) -> None:
    assert ask(anyone, "Mina@Lantern.example") == 302
    (mail,) = mailoutbox
    assert mail.to == ["mina@lantern.example"]
    form = follow(link_in(mail), anyone)
    assert form.endswith("-set-password/"), "the secret is gone from the address bar"
    assert set_password(form, anyone) == 302
    assert anyone.get("/accounts/profile/").status_code == 200, "signed in at once"
    mina_who_was_here.refresh_from_db()
    assert mina_who_was_here.check_password(NEW)
    assert mailoutbox[1].subject, "told that it was changed"


def test_the_link_is_made_from_the_desks_address_whatever_the_request_claims(
    mina_who_was_here: User, desk: object, mailoutbox: list[EmailMessage]
) -> None:
    browser = Client(HTTP_HOST="localhost:4711", HTTP_X_FORWARDED_HOST="evil.example")
    ask(browser, "mina@lantern.example")
    assert link_in(mailoutbox[0])


def test_a_link_works_once(mina_who_was_here: User, anyone: Client, mailoutbox: list[EmailMessage]) -> None:
    ask(anyone, "mina@lantern.example")
    link = link_in(mailoutbox[0])
    set_password(follow(link, anyone), anyone)
    again = Client(SERVER_NAME="127.0.0.1").get(link)
    assert again.status_code == 200, "a page that says so, and no form"
    assert b"password1" not in again.content


def test_a_mail_scanner_that_opens_the_link_uses_nothing_up(
    mina_who_was_here: User, anyone: Client, mailoutbox: list[EmailMessage]
) -> None:
    ask(anyone, "mina@lantern.example")
    link = link_in(mailoutbox[0])
    scanner = Client(SERVER_NAME="127.0.0.1")
    scanner.get(follow(link, scanner))
    assert set_password(follow(link, anyone), anyone) == 302


@pytest.mark.parametrize("address", ["nobody@example.com", "seoa.yoon@example.com"])
def test_strangers_and_customers_get_no_mail_and_nobody_is_told_who_is_a_member(
    address: str, seoa: User, anyone: Client, mailoutbox: list[EmailMessage]
) -> None:
    answer = anyone.post("/accounts/password/reset/", {"email": address})
    assert answer["Location"] == "/accounts/password/reset/sent/"
    assert not mailoutbox


def test_who_was_let_go_gets_no_link(
    mina_who_was_here: User, jiwoo: User, anyone: Client, mailoutbox: list[EmailMessage]
) -> None:
    actions.deactivate(mina_who_was_here, by=jiwoo)
    ask(anyone, "mina@lantern.example")
    assert not mailoutbox


def test_nobody_is_flooded_with_links(
    mina_who_was_here: User, anyone: Client, mailoutbox: list[EmailMessage]
) -> None:
    answers = [ask(anyone, "mina@lantern.example") for _ in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mailoutbox) == 3


@pytest.mark.parametrize(
    ("invited", "after", "still_works"),
    [
        (False, timedelta(hours=2, minutes=59), True),
        (False, timedelta(hours=3, minutes=1), False),
        (True, timedelta(days=6), True),
        (True, timedelta(days=7, minutes=1), False),
    ],
)
def test_a_link_lasts_three_hours_and_an_invitation_seven_days(
    mina: User,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    *,
    invited: bool,
    after: timedelta,
    still_works: bool,
) -> None:
    if not invited:
        sign_in(mina)
        mina.refresh_from_db()
    links = PasswordLinks()
    token = links.make_token(mina)
    monkeypatch.setattr(PasswordLinks, "_now", lambda self: datetime.now() + after)  # noqa: DTZ005  # as Django
    assert links.check_token(mina, token) is still_works


@pytest.mark.parametrize("token", ["", "-", "abc", "abc-def", "!-!", "zzzzzz-" + "0" * 32])
def test_a_made_up_link_opens_nothing(token: str, mina: User) -> None:
    assert not PasswordLinks().check_token(mina, token)


def test_an_invited_member_sets_a_password_and_is_in(
    jiwoo: User, anyone: Client, mailoutbox: list[EmailMessage]
) -> None:
    member = actions.invite(
        name="오세린", email="serin@lantern.example", role=Role.ADMINISTRATOR, by=jiwoo, language="ko"
    )
    (mail,) = mailoutbox
    assert mail.to == ["serin@lantern.example"]
    assert "한지우" in mail.subject
    assert set_password(follow(link_in(mail), anyone), anyone) == 302
    assert anyone.get("/accounts/profile/").status_code == 200
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == [
        "user.joined",
        "password_link.sent",
        "password.changed",
        "user.signed_in",
    ]
    assert Event.objects.get(kind="user.joined").actor_id == jiwoo.pk
    assert Event.objects.get(kind="password.changed").subject_id == member.pk


def test_only_who_manages_people_sends_an_invitation_again(
    mina: User, jun: User, jiwoo: User, seoa: User, mailoutbox: list[EmailMessage]
) -> None:
    with pytest.raises(NotAllowed):
        actions.invite_again(mina, by=jun)
    with pytest.raises(NotAMember):
        actions.invite_again(seoa, by=jiwoo)
    actions.invite_again(mina, by=jiwoo)
    assert len(mailoutbox) == 1


def test_changing_the_password_signs_all_other_browsers_out(
    mina: User, sign_in: SignIn, mailoutbox: list[EmailMessage]
) -> None:
    here, there = sign_in(mina), sign_in(mina)
    answer = here.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert answer.status_code == 302
    assert here.get("/accounts/profile/").status_code == 200
    assert there.get("/accounts/profile/").status_code == 302
    assert len(mailoutbox) == 1
    assert Event.objects.filter(kind="password.changed", data={"by_mail": False}).count() == 1


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        pytest.param("not the old one", NEW, NEW, id="wrong old one"),
        pytest.param(PASSWORD, NEW, NEW + "!", id="not the same twice"),
        pytest.param(PASSWORD, "short", "short", id="too short"),
        pytest.param(PASSWORD, "password1234", "password1234", id="everybody's"),
        pytest.param(PASSWORD, "mina@lantern.example", "mina@lantern.example", id="the address"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    old: str, new: str, again: str, mina: User, sign_in: SignIn
) -> None:
    here = sign_in(mina)
    answer = here.post("/accounts/password/", {"oldpassword": old, "password1": new, "password2": again})
    assert answer.status_code == 200
    mina.refresh_from_db()
    assert mina.check_password(PASSWORD)


def test_setting_a_password_by_mail_opens_the_door_that_wrong_tries_closed(
    mina_who_was_here: User, anyone: Client, mailoutbox: list[EmailMessage]
) -> None:
    for _ in range(5):
        anyone.post("/accounts/login/", {"login": "mina@lantern.example", "password": "wrong"})
    ask(anyone, "mina@lantern.example")
    set_password(follow(link_in(mailoutbox[0]), anyone), anyone)
    anyone.post("/accounts/logout/")
    answer = anyone.post("/accounts/login/", {"login": "mina@lantern.example", "password": NEW})
    assert answer.status_code == 302


def test_mails_are_in_the_persons_language(
    mina_who_was_here: User, anyone: Client, mailoutbox: list[EmailMessage]
) -> None:
    User.objects.filter(pk=mina_who_was_here.pk).update(language="en")
    ask(anyone, "mina@lantern.example")
    User.objects.filter(pk=mina_who_was_here.pk).update(language="ko")
    ask(anyone, "mina@lantern.example")
    assert mailoutbox[0].subject == "Set a new password for 마당"
    assert mailoutbox[1].subject == "마당 비밀번호 다시 정하기"
