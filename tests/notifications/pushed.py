"""What tests of pushes do again and again."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from madang.accounts.models import PushDevice, User
from madang.lib.jobs import run_pending
from madang.notifications.about import About
from madang.notifications.actions import change_own_notices
from madang.notifications.choices import Place
from madang.notifications.pushing import push_what_is_due
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.services.push_service import Browser, PushService, opened


def switched_on(client: Client, service: PushService, name: str = "one") -> tuple[PushDevice, Browser]:
    """Pushes in the browser of this client."""
    client.post("/accounts/push/key/")
    browser = Browser.new()
    given = {"endpoint": service.endpoint(name), "key": browser.key, "secret": browser.secret}
    answer = client.post("/accounts/push/", given)
    assert answer.status_code == 200, answer.content
    return PushDevice.objects.get(pk=answer.json()["device"]), browser


def wants(person: User, *places: Place, **more: Any) -> None:
    change_own_notices(person, off=[], places={About.ASSIGNED: places}, **more)


def assigned(ticket: Ticket, to: User, by: User) -> None:
    actions.assign(ticket, to=to, by=by)
    run_pending()


def due() -> None:
    """Push what is due once its person had the time to see it in the desk."""
    push_what_is_due(now=timezone.now() + timedelta(seconds=6))
    run_pending()


def later(**after: int) -> None:
    """Do what is to be done within that time."""
    run_pending(until=timezone.now() + timedelta(**after))


def read(service: PushService, browser: Browser) -> list[dict[str, Any]]:
    return [json.loads(opened(one.body, browser)) for one in service.pushed]
