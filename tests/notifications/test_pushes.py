"""Pushes reach the devices that an agent switched them on in: once, and what they may see."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from madang.accounts.models import PushDevice, User
from madang.channels.models import Inbox
from madang.history.models import Event
from madang.lib.jobs import counts, run_pending
from madang.notifications import push_service
from madang.notifications.actions import read_notices
from madang.notifications.choices import Place, Quiet
from madang.notifications.happened import tell_assignee
from madang.notifications.models import Notice, PushKey
from madang.notifications.pushing import push, push_what_is_due
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.accounts.conftest import SignIn
from tests.cast import OpenTicket
from tests.notifications.pushed import assigned, due, later, read, switched_on, wants
from tests.services.push_service import SLOW, PushService, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fresh_circuits")]


def test_a_push_says_who_and_what_once_and_leads_to_the_ticket(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService, help_inbox: Inbox
) -> None:
    device, browser = switched_on(sign_in(mina), service)
    wants(mina, Place.DESK, Place.PUSH)
    assigned(ticket, mina, jun)
    push_what_is_due()
    run_pending()
    assert not service.pushed, "whoever looks at the desk has a moment to see it there"
    due()
    due()
    tell_assignee(Event.objects.filter(kind="ticket.assigned").latest("pk"))
    due()
    (said,) = read(service, browser)
    particle = "를" if ticket.number % 10 in (2, 4, 5, 9) else "을"  # 이, 사, 오 and 구 end in a vowel
    assert said["title"] == f"박준 님이 문의 #{ticket.number}{particle} 배정했습니다"
    assert said["body"] == ticket.subject
    assert said["href"] == f"/desk/open/{ticket.number}/"
    assert (said["lang"], said["desk"]) == ("ko", True)
    (sent,) = service.pushed
    assert sent.headers["content-encoding"] == "aes128gcm"
    assert sent.headers["ttl"] == "86400"
    assert sent.headers["authorization"].endswith(f", k={PushKey.objects.get().public}")
    device.refresh_from_db()
    assert device.reached_at is not None


def test_a_push_is_in_the_language_of_its_person_and_keeps_the_subject_when_they_say_so(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    _device, browser = switched_on(sign_in(mina), service)
    User.objects.filter(pk=mina.pk).update(language="en")
    wants(mina, Place.PUSH, push_subject=False)
    assigned(ticket, mina, jun)
    due()
    (said,) = read(service, browser)
    assert said["title"].endswith(f"gave you #{ticket.number}")
    assert said["body"] == ""
    assert ticket.subject not in json.dumps(said, ensure_ascii=False)
    assert said["desk"] is False, "the desk does not say it, so that the device does in any case"


def test_who_chose_no_pushes_gets_none(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    switched_on(sign_in(mina), service)
    assigned(ticket, mina, jun)
    due()
    assert not service.pushed


def test_what_was_seen_in_the_desk_meanwhile_is_not_pushed(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    switched_on(sign_in(mina), service)
    wants(mina, Place.DESK, Place.PUSH)
    assigned(ticket, mina, jun)
    read_notices(mina, of_ticket=ticket.number)
    due()
    assert not service.pushed


def test_what_the_person_may_not_see_any_more_is_not_pushed(
    ticket: Ticket, haneul: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    switched_on(sign_in(haneul), service)
    wants(haneul, Place.DESK, Place.PUSH)
    assigned(ticket, haneul, jun)
    actions.assign(ticket, to=jun, by=jun)
    due()
    assert not service.pushed


def test_after_quiet_hours_all_of_it_is_one_push(
    open_ticket: OpenTicket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    _device, browser = switched_on(sign_in(mina), service)
    wants(mina, Place.DESK, Place.PUSH, quiet=Quiet.DAILY, quiet_hours=(0, 24 * 60 - 1))
    for nth in range(4):
        assigned(open_ticket(f"문의 {nth}"), mina, jun)
    assert not Notice.objects.filter(push_due_at__lt=timezone.now() + timedelta(seconds=4)).exists()
    push_what_is_due(now=timezone.now() + timedelta(days=1))
    run_pending()
    (said,) = read(service, browser)
    assert said["title"] == "확인할 것 4건"
    assert said["href"] == "/desk/notices/"


def test_each_device_gets_it_and_no_one_elses(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    hers = [switched_on(sign_in(mina), service, name)[1] for name in ("one", "two")]
    switched_on(sign_in(jun), service, "his")
    wants(mina, Place.PUSH)
    assigned(ticket, mina, jun)
    due()
    assert sorted(one.path for one in service.pushed) == ["/wpush/one", "/wpush/two"]
    by_path = {one.path: one.body for one in service.pushed}
    assert json.loads(opened(by_path["/wpush/one"], hers[0])) == json.loads(
        opened(by_path["/wpush/two"], hers[1])
    )


@pytest.mark.parametrize("status", [404, 410])
def test_nothing_goes_to_a_device_that_is_gone(
    status: int, ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    device, _browser = switched_on(sign_in(mina), service)
    wants(mina, Place.PUSH)
    service.answers = [status]
    assigned(ticket, mina, jun)
    due()
    device.refresh_from_db()
    assert device.gone_at is not None
    event = Event.objects.get(kind="push_device.gone")
    assert event.data == {"device": device.pk}
    assert event.actor_id is None
    tried = len(service.pushed)
    actions.assign(ticket, to=jun, by=mina)
    assigned(ticket, mina, jun)
    due()
    assert len(service.pushed) == tried


def test_a_push_service_that_is_down_is_tried_again_and_rests(
    ticket: Ticket,
    mina: User,
    jun: User,
    sign_in: SignIn,
    service: PushService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device, browser = switched_on(sign_in(mina), service)
    wants(mina, Place.PUSH)
    service.answers = [503, SLOW]
    assigned(ticket, mina, jun)
    due()
    assert len(service.pushed) == 1
    device.refresh_from_db()
    assert device.failing_since is not None
    later(seconds=16)
    assert len(service.pushed) == 1, "it rests"
    monkeypatch.setattr(push_service, "CIRCUITS", type(push_service.CIRCUITS)(senders=100))
    later(seconds=31)
    assert len(service.pushed) == 2, "the answer came too late"
    monkeypatch.setattr(push_service, "CIRCUITS", type(push_service.CIRCUITS)(senders=100))
    later(seconds=61)
    assert len(service.pushed) == 3
    assert opened(service.pushed[-1].body, browser)
    assert PushDevice.objects.filter(reached_at__isnull=False, failing_since=None).exists()


def test_a_push_service_says_how_long_to_wait_and_in_the_end_nobody_tries(
    ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    switched_on(sign_in(mina), service)
    wants(mina, Place.PUSH)
    service.answers, service.retry_after = [429, 429], "1200"
    assigned(ticket, mina, jun)
    due()
    assert counts().scheduled == 1
    later(minutes=19)
    assert len(service.pushed) == 1
    later(minutes=21)
    assert len(service.pushed) == 3, "refused once more, then taken"
    assert counts().scheduled == 0
    notices = list(Notice.objects.values_list("pk", flat=True))
    service.answers = [429]
    long_ago = (timezone.now() - timedelta(minutes=50)).timestamp()
    push.enqueue(device=PushDevice.objects.get().pk, notices=notices, since=long_ago)
    run_pending()
    assert counts().scheduled == 0
    assert PushDevice.objects.exists(), "it may come back"


@pytest.mark.parametrize("status", [302, 400, 403, 413])
def test_a_push_that_is_refused_is_not_tried_again_and_the_device_says_so(
    status: int, ticket: Ticket, mina: User, jun: User, sign_in: SignIn, service: PushService
) -> None:
    client = sign_in(mina)
    device, _browser = switched_on(client, service)
    wants(mina, Place.PUSH)
    service.answers = [status]
    assigned(ticket, mina, jun)
    due()
    assert len(service.pushed) == 1
    assert counts().scheduled == 0
    device.refresh_from_db()
    assert device.failing_since is not None
    assert "닿지 않음" in client.get("/accounts/notices/").content.decode()
