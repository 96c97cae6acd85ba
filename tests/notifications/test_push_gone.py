"""A browser whose address for pushes changed goes on under the new one; one that is lost is told of."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.test import Client

from madang.accounts import actions as people
from madang.accounts.errors import NotAllowed
from madang.accounts.models import PushDevice, User
from madang.channels.models import Inbox
from madang.delivery.models import Delivery, Purpose
from madang.history.models import Event
from madang.lib.jobs import run_pending
from madang.notifications.choices import Place, Quiet
from madang.notifications.gone import tell_of_gone_device
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.accounts.conftest import SignIn
from tests.notifications.pushed import assigned, due, later, read, switched_on, wants
from tests.services.push_service import Browser, PushService

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_circuits")]

RENEWAL = "/accounts/push/renewal/"


def renewed(client: Client, service: PushService, name: str) -> tuple[int, Browser]:
    """The browser of this client got another address; gives what the desk answered."""
    browser = Browser.new()
    given = {"endpoint": service.endpoint(name), "key": browser.key, "secret": browser.secret}
    return client.post(RENEWAL, given).status_code, browser


def lost(ticket: Ticket, person: User, by: User, service: PushService) -> None:
    """The push service of the person's browser says that it is gone."""
    service.answers = [410]
    assigned(ticket, person, by)
    due()


def mails_of(person: User) -> list[str]:
    found = Delivery.objects.filter(recipient=person.email, purpose=Purpose.NOTICE)
    read = [message_from_bytes(bytes(one.raw or b""), policy=default) for one in found]
    return [one.get_content() for one in read if "/accounts/notices/#devices" in one.get_content()]


def test_pushes_go_on_under_the_new_address_of_a_browser(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    device, _before = switched_on(client, service)
    wants(mina, Place.PUSH)
    given = client.get(RENEWAL).json()
    assert given["token"]
    assert given["key"] == client.post("/accounts/push/key/").json()["key"]
    status, browser = renewed(client, service, "two")
    assert status == 200
    assigned(ticket, mina, jun)
    due()
    assert len(read(service, browser)) == 1
    assert PushDevice.objects.get() == device
    assert Event.objects.filter(kind="push_device.renewed").count() == 1
    given = {"endpoint": service.endpoint("two"), "key": browser.key, "secret": browser.secret}
    assert client.post(RENEWAL, given).status_code == 200
    assert Event.objects.filter(kind="push_device.renewed").count() == 1, "the same again changes nothing"


def test_a_browser_that_was_lost_is_found_again_by_its_new_address(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    switched_on(client, service)
    wants(mina, Place.PUSH)
    lost(ticket, mina, jun, service)
    _status, browser = renewed(client, service, "two")
    assert PushDevice.objects.get().gone_at is None
    service.pushed.clear()
    actions.assign(ticket, to=jun, by=mina)
    assigned(ticket, mina, jun)
    due()
    assert len(read(service, browser)) == 1


def test_only_who_switched_pushes_on_in_this_session_renews_them(
    anyone: Client, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    here = sign_in(mina)
    device, _browser = switched_on(here, service)
    switched_on(sign_in(jun), service, "of jun")
    for other in (sign_in(mina), anyone):
        status, _browser = renewed(other, service, "two")
        assert status in {302, 404}
        assert other.get(RENEWAL).status_code in {302, 404}
    status, _browser = renewed(here, service, "of jun")
    assert status == 422, "an address is of one browser"
    assert here.post(RENEWAL, {"endpoint": "http://push.example/"}).status_code == 422
    with pytest.raises(NotAllowed):
        people.renew_push_device(device, endpoint="https://push.example/x", key="", secret="", by=jun)
    assert PushDevice.objects.get(pk=device.pk).endpoint == device.endpoint


def test_the_worker_needs_the_token_that_the_desk_gave_it(
    mina: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    device, browser = switched_on(client, service)
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    strict.cookies = client.cookies
    given = {"endpoint": service.endpoint("two"), "key": browser.key, "secret": browser.secret}
    assert strict.post(RENEWAL, given).status_code == 403
    assert PushDevice.objects.get().endpoint == device.endpoint
    token = strict.get(RENEWAL).json()["token"]
    assert strict.post(RENEWAL, given, headers={"X-CSRFToken": token}).status_code == 200
    assert PushDevice.objects.get().endpoint == service.endpoint("two")


def test_whose_browser_is_lost_reads_it_in_one_mail_and_in_the_desk_until_they_act(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService, help_inbox: Inbox
) -> None:
    client = sign_in(mina)
    device, _browser = switched_on(client, service)
    wants(mina, Place.PUSH)
    lost(ticket, mina, jun, service)
    tell_of_gone_device(Event.objects.get(kind="push_device.gone"))
    run_pending()
    (mail,) = mails_of(mina)
    assert "이 브라우저에서 푸시 받기" in mail
    assert "푸시가 더 이상" in client.get("/desk/notices/").content.decode()
    page = client.get("/accounts/notices/").content.decode()
    assert "부터 더는 닿지 않음" in page
    assert " data-gone" in page
    assert " data-on>" not in page
    assert "푸시 받음" not in client.get("/accounts/sessions/").content.decode()
    client.post(f"/accounts/push/{device.pk}/end/")
    assert "푸시가 더 이상" not in client.get("/desk/notices/").content.decode()


def test_who_wants_no_pushes_any_more_gets_no_mail_about_them(
    mina: User, sign_in: SignIn, service: PushService, help_inbox: Inbox
) -> None:
    client = sign_in(mina)
    switched_on(client, service)
    service.answers = [410]
    client.post("/accounts/notices/test/")
    run_pending()
    assert PushDevice.objects.get().gone_at is not None
    assert not mails_of(mina)


def test_a_lost_browser_is_told_of_after_the_quiet_hours_and_not_at_all_when_it_came_back(
    mina: User, sign_in: SignIn, service: PushService, help_inbox: Inbox
) -> None:
    here = sign_in(mina)
    switched_on(here, service)
    wants(mina, Place.PUSH, quiet=Quiet.DAILY, quiet_hours=(0, 24 * 60 - 1))
    people.mark_push_gone(PushDevice.objects.get())
    run_pending()
    assert not mails_of(mina)
    renewed(here, service, "two")
    later(days=2)
    assert not mails_of(mina), "it came back meanwhile"
    people.mark_push_gone(PushDevice.objects.get())
    run_pending()
    assert not mails_of(mina)
    later(days=4)
    assert len(mails_of(mina)) == 1


def test_a_browser_that_renewed_itself_meanwhile_is_not_taken_for_lost(
    mina: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    old, _browser = switched_on(client, service)
    renewed(client, service, "two")
    people.mark_push_gone(old)
    assert PushDevice.objects.get().gone_at is None
