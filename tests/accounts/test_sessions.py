"""Where somebody is signed in can be seen and ended."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from madang.accounts import actions
from madang.accounts.errors import NotAllowed
from madang.accounts.models import User
from madang.accounts.roles import Reach, Role
from madang.accounts.sessions import standing_of, still_valid
from madang.history.models import Event

from .conftest import SignIn
from .queries import writes

pytestmark = pytest.mark.django_db


def key_of(browser: Client) -> str:
    return browser.cookies["madang_desk"].value


def test_each_browser_is_listed_once(mina: User, sign_in: SignIn) -> None:
    here = sign_in(mina)
    sign_in(mina, address="203.0.113.7")
    page = here.get("/accounts/sessions/").content.decode()
    assert page.count("203.0.113.7") == 1
    assert UserSession.objects.filter(user=mina).count() == 2


def test_one_other_browser_is_ended(mina: User, sign_in: SignIn) -> None:
    here, there = sign_in(mina), sign_in(mina)
    other = UserSession.objects.get(session_key=key_of(there))
    assert here.post(f"/accounts/sessions/{other.pk}/end/").status_code == 302
    assert there.get("/accounts/profile/").status_code == 302
    assert here.get("/accounts/profile/").status_code == 200
    assert Event.objects.get(kind="session.ended").data == {"session": other.pk}


def test_all_others_are_ended(mina: User, sign_in: SignIn) -> None:
    here, *others = (sign_in(mina) for _ in range(3))
    here.post("/accounts/sessions/others/end/")
    assert [other.get("/accounts/profile/").status_code for other in others] == [302, 302]
    assert here.get("/accounts/profile/").status_code == 200
    assert Event.objects.filter(kind="session.ended").count() == 2


def test_nobody_ends_a_colleagues_session(mina: User, jun: User, sign_in: SignIn) -> None:
    hers, his = sign_in(mina), sign_in(jun)
    session = UserSession.objects.get(session_key=key_of(hers))
    assert his.post(f"/accounts/sessions/{session.pk}/end/").status_code == 404
    with pytest.raises(NotAllowed):
        actions.end_session(session, by=jun)
    assert hers.get("/accounts/profile/").status_code == 200


def test_a_stream_learns_that_the_session_ended(mina: User, jiwoo: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    key = key_of(browser)
    assert still_valid(key, mina.pk)
    assert not still_valid(key, jiwoo.pk), "somebody else's"
    assert not still_valid("", mina.pk)
    browser.post("/accounts/logout/")
    assert not still_valid(key, mina.pk)


def test_a_stream_learns_of_a_changed_password(mina: User, sign_in: SignIn) -> None:
    key = key_of(sign_in(mina))
    mina.set_password("another one, longer")
    mina.save()
    assert not still_valid(key, mina.pk)


def test_a_stream_learns_of_changed_rights(mina: User, jiwoo: User, sign_in: SignIn) -> None:
    key, before = key_of(sign_in(mina)), standing_of(mina)
    assert still_valid(key, mina.pk, standing=before)
    actions.change_role(mina, to=Role.LIGHT_AGENT, by=jiwoo)
    assert not still_valid(key, mina.pk, standing=before)
    assert still_valid(key, mina.pk)


def test_leaving_a_team_changes_the_rights_of_who_sees_their_teams_alone(mina: User, jiwoo: User) -> None:
    actions.change_reach(mina, to=Reach.TEAMS, by=jiwoo)
    mina.refresh_from_db()
    before = standing_of(mina)
    actions.set_teams(mina, to=[], by=jiwoo)
    assert standing_of(mina) != before


def test_looking_at_pages_writes_at_most_once_a_minute(mina: User, sign_in: SignIn) -> None:
    browser = sign_in(mina)
    browser.get("/accounts/profile/")
    with writes() as written:
        browser.get("/accounts/profile/")
        browser.get("/accounts/tokens/")
    assert not written


def test_deactivation_ends_every_session_and_says_so(mina: User, jiwoo: User, sign_in: SignIn) -> None:
    sign_in(mina)
    sign_in(mina)
    actions.deactivate(mina, by=jiwoo)
    assert not UserSession.objects.filter(user=mina).exists()
    assert Event.objects.filter(kind="session.ended", actor_id=jiwoo.pk).count() == 2
