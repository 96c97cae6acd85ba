"""Tokens for programs: shown once, kept as a digest, refused when their time is over."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from madang.accounts import actions
from madang.accounts.errors import NotAllowed, NotAMember
from madang.accounts.models import ApiToken, User
from madang.accounts.tokens import issue, person_of
from madang.history.models import Event

from .conftest import PASSWORD, SignIn
from .queries import writes

pytestmark = pytest.mark.django_db


def test_a_token_speaks_for_its_person_and_is_not_kept(mina: User) -> None:
    token = issue(mina, "밤 내보내기")
    assert person_of(token) == mina
    kept = ApiToken.objects.get()
    assert token not in (kept.digest, kept.name)
    assert person_of(token + "x") is None
    assert person_of("") is None


def test_its_use_is_noted_once_a_minute(mina: User) -> None:
    token = issue(mina, "")
    person_of(token)
    with writes() as written:
        person_of(token)
    assert not written
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    with writes() as written:
        person_of(token)
    assert len(written) == 1


def test_customers_have_none(seoa: User) -> None:
    with pytest.raises(NotAMember):
        issue(seoa, "")


def test_only_its_person_and_who_manages_people_revoke_it(mina: User, jun: User, jiwoo: User) -> None:
    token = issue(mina, "")
    kept = ApiToken.objects.get()
    with pytest.raises(NotAllowed):
        actions.revoke_token(kept, by=jun)
    actions.revoke_token(kept, by=jiwoo)
    assert person_of(token) is None
    assert Event.objects.get(kind="token.revoked").actor_id == jiwoo.pk


def test_the_page_shows_a_new_token_once(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    asked = browser.post("/accounts/tokens/", {"name": "내보내기"})
    assert asked["Location"].startswith("/accounts/confirm/")
    made = browser.post(asked["Location"], {"password": PASSWORD})
    found = re.search(r"madang_[\w-]{43}", made.content.decode())
    assert found
    assert person_of(found[0]) == mina
    again = browser.get("/accounts/tokens/").content.decode()
    assert found[0] not in again
    assert "내보내기" in again
    kept = ApiToken.objects.get()
    browser.post(f"/accounts/tokens/{kept.pk}/revoke/")
    assert person_of(found[0]) is None


def test_a_colleagues_token_can_not_be_revoked_by_its_address(mina: User, jun: User, sign_in: SignIn) -> None:
    issue(mina, "")
    assert sign_in(jun).post(f"/accounts/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 404


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("token", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_token_alone(mina: User) -> None:
    printed = run("create", "Mina@lantern.example")
    assert printed.count("\n") == 1
    assert person_of(printed.strip()) == mina


@pytest.mark.parametrize("email", ["nobody@example.com", "seoa.yoon@example.com", "rubbish"])
def test_the_command_says_in_a_sentence_for_whom_there_is_none(email: str, seoa: User) -> None:
    with pytest.raises(CommandError, match=r"^[^\n]+\.$"):
        run("create", email)


def test_the_command_lists_and_revokes(mina: User) -> None:
    token = run("create", "mina@lantern.example", "--name", "export").strip()
    (line,) = run("list", "mina@lantern.example").splitlines()
    assert line.endswith("export")
    run("revoke", line.split("\t")[0])
    assert person_of(token) is None
    with pytest.raises(CommandError):
        run("revoke", "4711")
