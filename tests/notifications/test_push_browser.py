"""Switching pushes on in a real browser, and its worker showing one, leading on from it, and renewing its address.

No push service can be reached from here: the address that Chromium would get from its own is given by the page's
test, and the push is handed to the worker as Chromium hands it over.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.conftest import MakeContext
from tests.crashes.asking import Program
from tests.crashes.inside import in_the_desk
from tests.services import chromium
from tests.services.desk import LiveDesk
from tests.services.push_service import Browser

pytestmark = pytest.mark.browser

OWNER, PASSWORD = "owner@madang.example", "lantern-hanok-42"

ANSWERED = """
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0)).buffer;
const given = %s;
let there = null;
PushManager.prototype.getSubscription = async () => there;
PushManager.prototype.subscribe = async (options) => {
  if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("not as it is asked for");
  there = { endpoint: given.endpoint, options: { applicationServerKey: options.applicationServerKey.buffer }, getKey: (name) => bytes(given[name]), unsubscribe: async () => (there = null) };
  return there;
};
"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Chromium]:
    """The whole of Chromium: its headless shell never lets a page show notifications."""
    program = chromium.whole()
    assert program is not None, "`make test` installs Debian's chromium beside its headless shell"
    launched = playwright.chromium.launch(
        executable_path=program, headless=True, args=list(chromium.ARGUMENTS)
    )
    yield launched
    launched.close()


@pytest.fixture
def signed_in(live_desk: LiveDesk, make_context: MakeContext) -> Page:
    """The owner's browser, which may show notifications, at the page of what they hear of."""
    live_desk.madang(
        *("setup", "--desk", "등불", "--owner-name", "한지우", "--owner-email", OWNER),
        *("--owner-password", PASSWORD, "--brand", "등불 스토어", "--address", "help@lantern.example"),
        *("--language", "ko"),
    )
    context = make_context(locale="ko-KR", permissions=["notifications"])
    browser = Browser.new()
    given = {"endpoint": "https://push.example/one", "p256dh": browser.key, "auth": browser.secret}
    context.add_init_script(ANSWERED % json.dumps(given))
    page = context.new_page()
    page.goto(f"{live_desk.url}/accounts/notices/")
    page.get_by_label("이메일").fill(OWNER)
    page.get_by_label("비밀번호").fill(PASSWORD)
    page.get_by_role("button", name="로그인", exact=True).click()
    return page


def push(context: BrowserContext, page: Page, data: dict[str, Any]) -> None:
    """Hand a push to the worker, as the browser does when one comes."""
    line = context.new_cdp_session(page)
    found: list[dict[str, Any]] = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    line.send("ServiceWorker.enable")
    while not [one for one in found if not one["isDeleted"]]:
        page.wait_for_timeout(50)
    one = next(one for one in found if not one["isDeleted"])
    origin = page.evaluate("location.origin")
    line.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": one["registrationId"], "data": json.dumps(data)},
    )


SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/desk/");
  return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, data }));
}"""


def shown(page: Page) -> Any:
    """The notifications that stand on the screen."""
    return page.evaluate(SHOWN)


def test_pushes_are_switched_on_by_a_press_and_off_by_another(signed_in: Page) -> None:
    page = signed_in
    page.get_by_role("button", name="이 브라우저에서 푸시 받기").click()
    devices = page.locator("#devices .entries li")
    expect(devices).to_have_count(1)
    expect(devices).to_contain_text("지금 이 브라우저")
    scope = page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => one.scope))"
    )
    assert [one.partition("//")[2].partition("/")[2] for one in scope] == ["desk/"]
    devices.get_by_role("button", name="푸시 끄기").click()
    expect(devices).to_have_count(0)
    expect(page.get_by_role("button", name="이 브라우저에서 푸시 받기")).to_be_visible()


def test_the_worker_shows_what_is_pushed_once_and_nothing_while_the_desk_is_looked_at(
    signed_in: Page,
) -> None:
    page = signed_in
    page.get_by_role("button", name="이 브라우저에서 푸시 받기").click()
    expect(page.locator("#devices .entries li")).to_have_count(1)
    said = {
        "title": "박준 님이 문의 #1을 배정했습니다",
        "body": "결제",
        "href": "/desk/open/1/",
        "tag": "notice-1",
        "desk": True,
    }
    push(page.context, page, said)
    push(page.context, page, said)
    page.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")
    assert shown(page) == [
        {"title": said["title"], "body": "결제", "tag": "notice-1", "data": {"href": "/desk/open/1/"}}
    ]
    page.goto(page.url.replace("/accounts/notices/", "/desk/"))
    page.bring_to_front()
    push(page.context, page, {**said, "tag": "notice-2"})
    push(page.context, page, {**said, "tag": "notice-3", "desk": False})
    page.wait_for_function(f"async () => (await ({SHOWN})()).length > 1")
    assert sorted(one["tag"] for one in shown(page)) == ["notice-1", "notice-3"]


ASSIGNED = """
from madang.accounts.models import User
from madang.history.models import Event
from madang.notifications.happened import tell_assignee
from madang.notifications.models import Notice
from madang.notifications.pushing import message_of
from madang.tickets import actions
from madang.tickets.models import Ticket
owner = User.objects.get(role="owner")
actions.assign(Ticket.objects.get(number=%d), to=owner, by=None)
tell_assignee(Event.objects.filter(kind="ticket.assigned").latest("pk"))
print(message_of(owner, [Notice.objects.latest("pk").pk]).decode())
"""
PRESSED = """async () => {
  const [notification] = await self.registration.getNotifications();
  const opened = [], under_way = [];
  // Only a real press lets a worker bring pages to the front, and no program can press one: here it may without.
  WindowClient.prototype.focus = async function () { return this; };
  Clients.prototype.openWindow = async (address) => { opened.push(address); return null; };
  const event = new NotificationEvent("notificationclick", { notification });
  Object.defineProperty(event, "waitUntil", { value: (promise) => under_way.push(promise) });
  self.dispatchEvent(event);
  await Promise.all(under_way);
  return opened;
}"""


def press(page: Page) -> list[str]:
    """Press the notification that stands on the screen; gives the addresses that new windows were opened with."""
    (worker,) = page.context.service_workers
    opened: list[str] = worker.evaluate(PRESSED)
    return opened


def test_a_push_that_is_pressed_leads_to_its_ticket_in_the_workspace(
    signed_in: Page, live_desk: LiveDesk
) -> None:
    page, program = signed_in, Program(live_desk)
    page.get_by_role("button", name="이 브라우저에서 푸시 받기").click()
    expect(page.locator("#devices .entries li")).to_have_count(1)
    asked = {"requester_email": "noor.haddad@example.com", "body": "Where is it?"}
    wanted, other = (
        program.call("POST", "/tickets", subject=subject, **asked)["number"]
        for subject in ("Order 48211", "Order 7")
    )
    said = json.loads(in_the_desk(live_desk, ASSIGNED % wanted))
    push(page.context, page, said)
    page.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")
    opened = press(page)
    assert [address.removeprefix(live_desk.url) for address in opened] == [f"/desk/open/{wanted}/"]
    assert shown(page) == [], "what was pressed is gone from the screen"
    page.goto(opened[0])
    expect(page.get_by_role("heading", name="Order 48211")).to_be_visible()

    page.goto(f"{live_desk.url}/desk/open/{other}/")
    expect(page.get_by_role("heading", name="Order 7")).to_be_visible()
    push(page.context, page, {**said, "desk": False})
    page.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")
    assert press(page) == [], "the tab that is open already is led there"
    expect(page.get_by_role("heading", name="Order 48211")).to_be_visible()
    assert page.url.rstrip("/").endswith(f"/{wanted}")


CHANGED = """async (given) => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0)).buffer;
  let let_go = false;
  const found = { endpoint: given.endpoint, getKey: (name) => bytes(given[name]), unsubscribe: async () => (let_go = true) };
  PushManager.prototype.subscribe = async (options) => {
    if (options.applicationServerKey.length !== 65) throw new Error("not as it is asked for");
    return found;
  };
  const event = new Event("pushsubscriptionchange"), under_way = [];
  event.newSubscription = given.told ? found : null;
  event.waitUntil = (promise) => under_way.push(promise);
  self.dispatchEvent(event);
  await Promise.all(under_way);
  return let_go;
}"""
ADDRESSES = """
from madang.accounts.models import PushDevice
print(*PushDevice.objects.values_list("endpoint", flat=True))
"""


@pytest.mark.parametrize("told", [True, False])
def test_the_worker_gives_the_desk_the_new_address_of_its_browser(
    told: bool, signed_in: Page, live_desk: LiveDesk
) -> None:
    page = signed_in
    page.get_by_role("button", name="이 브라우저에서 푸시 받기").click()
    expect(page.locator("#devices .entries li")).to_have_count(1)
    browser = Browser.new()
    given = {"p256dh": browser.key, "auth": browser.secret, "told": told}
    (worker,) = page.context.service_workers
    assert worker.evaluate(CHANGED, {**given, "endpoint": "https://push.example/two"}) is False
    assert in_the_desk(live_desk, ADDRESSES).split() == ["https://push.example/two"]
    page.locator("#devices .entries").get_by_role("button", name="푸시 끄기").click()
    expect(page.locator("#devices .entries li")).to_have_count(0)
    assert worker.evaluate(CHANGED, {**given, "endpoint": "https://push.example/three"}) is told
    assert in_the_desk(live_desk, ADDRESSES).split() == [], "who ended pushes here gets no new address"


def test_a_browser_that_was_told_not_to_says_so_in_words(signed_in: Page) -> None:
    page = signed_in
    page.add_init_script("Object.defineProperty(Notification, 'permission', { get: () => 'denied' })")
    page.reload()
    expect(page.locator("[data-push-refused]")).to_be_visible()
    expect(page.get_by_role("button", name="이 브라우저에서 푸시 받기")).to_be_hidden()


def test_a_phone_of_apple_is_told_to_put_the_desk_on_its_home_screen(signed_in: Page) -> None:
    page = signed_in
    page.add_init_script(
        "delete window.PushManager; Object.defineProperty(navigator, 'userAgent', { get: () => 'iPhone' })"
    )
    page.reload()
    expect(page.locator("[data-push-apple]")).to_contain_text("홈 화면")
    manifest = page.locator("link[rel=manifest]").get_attribute("href")
    assert manifest
    said = page.evaluate("(address) => fetch(address).then((answer) => answer.json())", manifest)
    assert said["start_url"] == "/desk/"
    for icon in said["icons"]:
        assert page.request.get(urljoin(urljoin(page.url, manifest), icon["src"])).ok
    worker = page.request.get(urljoin(page.url, "/desk/push-worker.js")).text()
    for image in re.findall(r'= "(/.+\.png)"', worker):
        assert page.request.get(urljoin(page.url, image)).ok
