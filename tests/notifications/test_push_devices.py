"""Whose pushes go to which browser, and where they may never go."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from madang.accounts import actions as people
from madang.accounts.errors import NotAllowed
from madang.accounts.models import PushDevice, User
from madang.lib import webpush
from madang.lib.jobs import run_pending
from madang.lib.sealing import unseal
from madang.notifications import push_service
from madang.notifications.choices import Place
from madang.notifications.models import PushKey
from madang.tickets.models import Ticket
from tests.accounts.conftest import SignIn
from tests.cast import OpenTicket
from tests.notifications.pushed import assigned, due, read, switched_on, wants
from tests.services.push_service import Browser, PushService

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_circuits")]


def test_a_push_leads_into_no_private_network_whatever_the_settings_allow(
    mina: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    client.post("/accounts/push/key/")
    browser = Browser.new()
    given = {"key": browser.key, "secret": browser.secret}
    endpoint = f"https://127.0.0.1:{service.port}/admin"
    assert client.post("/accounts/push/", {**given, "endpoint": endpoint}).status_code == 200
    client.post("/accounts/notices/test/")
    run_pending()
    assert not service.pushed
    assert not PushDevice.objects.filter(gone_at=None).exists()


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://push.example/one",
        "https:///one",
        "https://user:secret@push.example/one",
        "https://push.example:99999/",
        "https://[::1/",
        "javascript:alert(1)",
        "https://push.example/한글",
        "https://push.example/one\nX: y",
        f"https://push.example/{'x' * 1000}",
    ],
)
def test_what_is_no_address_of_a_push_service_is_refused_and_nothing_changes(
    endpoint: str, mina: User, sign_in: SignIn
) -> None:
    browser = Browser.new()
    given = {"endpoint": endpoint, "key": browser.key, "secret": browser.secret}
    answer = sign_in(mina).post("/accounts/push/", given)
    assert answer.status_code == 422
    assert "푸시" in answer.json()["detail"]
    assert not PushDevice.objects.exists()


def test_keys_that_are_none_are_refused(mina: User, sign_in: SignIn) -> None:
    given = {"endpoint": "https://push.example/one", "key": "x", "secret": "y"}
    assert sign_in(mina).post("/accounts/push/", given).status_code == 422


def test_the_desks_key_is_made_once_and_its_private_part_lies_nowhere_in_the_open(
    mina: User, jun: User, sign_in: SignIn
) -> None:
    said = {sign_in(one).post("/accounts/push/key/").json()["key"] for one in (mina, jun, mina)}
    key = PushKey.objects.get()
    assert said == {key.public}
    private = unseal(key.private, purpose=push_service.SEALED_FOR)
    assert webpush.public_key(private) == key.public
    assert private not in key.private


def test_with_another_secret_key_nothing_is_pushed_and_nothing_is_lost(
    mina: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    switched_on(client, service)
    PushKey.objects.update(private="gAAAA")
    client.post("/accounts/notices/test/")
    run_pending()
    assert not service.pushed
    assert PushDevice.objects.get().failing_since is not None


def test_a_trial_is_pushed_at_once_to_all_devices(mina: User, sign_in: SignIn, service: PushService) -> None:
    client = sign_in(mina)
    _device, browser = switched_on(client, service)
    page = client.post("/accounts/notices/test/", follow=True).content.decode()
    assert "기기 1대로 푸시를 보냈습니다" in page
    run_pending()
    (said,) = read(service, browser)
    assert said["body"] == "데스크는 이렇게 알려 드립니다."


def test_a_device_ends_with_its_session(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    here, there = sign_in(mina), sign_in(mina)
    switched_on(here, service, "here")
    switched_on(there, service, "there")
    wants(mina, Place.PUSH)
    here.post("/accounts/sessions/others/end/")
    assert [one.endpoint[-4:] for one in PushDevice.objects.all()] == ["here"]
    here.post("/accounts/logout/")
    assigned(ticket, mina, jun)
    due()
    assert not service.pushed
    assert not PushDevice.objects.exists()


def test_who_was_let_go_gets_no_more_pushes(
    ticket: Ticket, mina: User, jun: User, jiwoo: User, sign_in: SignIn, service: PushService
) -> None:
    switched_on(sign_in(mina), service)
    wants(mina, Place.PUSH)
    assigned(ticket, mina, jun)
    people.deactivate(mina, by=jiwoo)
    due()
    assert not service.pushed
    assert not PushDevice.objects.exists()


def test_a_browser_has_one_address_and_goes_with_who_is_signed_in(
    mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    switched_on(client, service, "shared")
    switched_on(client, service, "renewed")
    assert PushDevice.objects.count() == 1
    switched_on(sign_in(jun), service, "renewed")
    (left,) = PushDevice.objects.all()
    assert left.person == jun


def test_the_oldest_of_very_many_browsers_gives_way(
    mina: User, sign_in: SignIn, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madang.accounts.actions.push_devices.MOST_PER_PERSON", 2)
    for name in ("one", "two", "three"):
        switched_on(sign_in(mina), service, name)
    assert sorted(one.endpoint[-3:] for one in PushDevice.objects.all()) == ["ree", "two"]


def test_devices_are_listed_by_browser_and_ended_one_by_one_by_their_own_person(
    mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    device, _browser = switched_on(client, service)
    UserSession.objects.filter(pk=device.session_id).update(
        user_agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"
    )
    for page in ("/accounts/notices/", "/accounts/sessions/"):
        shown = client.get(page).content.decode()
        assert "Linux의 Firefox" in shown
        assert f"/accounts/push/{device.pk}/end/" in shown
    assert sign_in(jun).post(f"/accounts/push/{device.pk}/end/").status_code == 404
    assert client.get(f"/accounts/push/{device.pk}/end/").status_code == 405
    with pytest.raises(NotAllowed):
        people.remove_push_device(device, by=jun)
    assert (
        client.post(f"/accounts/push/{device.pk}/end/", {"from_sessions": "1"})["Location"]
        == "/accounts/sessions/"
    )
    assert not PushDevice.objects.exists()


def test_a_browser_that_gets_a_push_does_not_say_the_same_by_itself(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    here, there = sign_in(mina), sign_in(mina)
    switched_on(here, service)
    wants(mina, Place.BROWSER, Place.PUSH)
    assigned(ticket, mina, jun)
    assert [one["browser"] for one in here.get("/desk/notices/fresh/?after=0").json()["news"]] == [False]
    assert [one["browser"] for one in there.get("/desk/notices/fresh/?after=0").json()["news"]] == [True]


def test_absurd_names_and_subjects_fit_into_a_push(
    open_ticket: OpenTicket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    _device, browser = switched_on(sign_in(mina), service)
    User.objects.filter(pk=jun.pk).update(name="\U0001f469‍" * 100)
    wants(mina, Place.PUSH)
    ticket = open_ticket("\x07한\n" * 80)
    assigned(ticket, mina, User.objects.get(pk=jun.pk))
    due()
    (said,) = read(service, browser)
    assert len(said["title"]) <= 170


def test_the_worker_is_served_with_a_strict_policy_to_anybody(anyone: Client) -> None:
    answer = anyone.get("/desk/push-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert b"showNotification" in answer.content
