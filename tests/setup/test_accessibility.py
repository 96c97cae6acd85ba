"""axe finds nothing on the pages about mail, filled with troubles, and none of them scrolls sideways on a phone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.sideways import sideways
from tests.desk.staffed import Browsers, staffed
from tests.desk.test_accessibility import violations
from tests.services.desk import ROOT

pytestmark = pytest.mark.browser

PAGES = [
    *("/setup/mail/held/", "/setup/mail/held/?view=spam", "/setup/mail/blocked/", "/setup/mail/incoming/"),
    *("/setup/mailboxes/", "/setup/mailboxes/new/", "/setup/mailboxes/sign-in/"),
    *("/setup/mailboxes/{mailbox}/", "/setup/mailboxes/{mailbox}/remove/"),
    *("/setup/mailboxes/trials/{good}/", "/setup/mailboxes/trials/{bad}/"),
    *("/setup/outgoing/", "/setup/outgoing/all/", "/setup/outgoing/brands/{brand}/"),
    *("/setup/outgoing/all/providers/", "/setup/outgoing/all/providers/mailgun/"),
    *("/setup/outgoing/signatures/{inbox}/", "/setup/outgoing/looks/{brand}/"),
    *("/setup/outgoing/notices/{brand}/", "/setup/outgoing/notices/{brand}/received/ko/"),
    *("/setup/outgoing/all/providers/", "/setup/outgoing/all/providers/mailgun/"),
    *("/setup/webhooks/", "/setup/webhooks/new/resend/", "/setup/webhooks/{webhook}/"),
    "/setup/webhooks/{webhook}/remove/",
    *("/setup/webhooks/", "/setup/webhooks/new/mailgun/"),
    *("/setup/failures/", "/desk/leaving/", "/desk/open/{planned}/"),
    *("/accounts/password/", "/accounts/2fa/", "/accounts/2fa/on/", "/nothing/here/"),
]  # fmt: skip


@dataclass(frozen=True)
class Troubled:
    """The owner's page in a desk that is full of troubles, and what stands for the names in addresses."""

    page: Page
    url: str
    names: dict[str, int]


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Troubled]:
    made = staffed(tmp_path_factory.mktemp("troubled"))
    filled = subprocess.run(
        [sys.executable, "-m", "tests.setup.troubled"],
        env=made.desk.environment,
        cwd=ROOT,
        capture_output=True,
        timeout=120,
    )
    assert filled.returncode == 0, filled.stderr.decode()
    browsers = Browsers(made, browser)
    page = browsers.fresh("jiwoo").new_page()
    yield Troubled(page, made.desk.url, json.loads(filled.stdout.splitlines()[-1]))
    page.context.close()
    made.desk.stop_all()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_about_mail(troubled: Troubled, path: str) -> None:
    page = troubled.page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(troubled.url + path.format(**troubled.names))
    assert violations(page) == []
    page.set_viewport_size({"width": 375, "height": 740})
    assert sideways(page) == []


def test_the_outgoing_server_is_filled_in_while_the_address_is_typed(troubled: Troubled) -> None:
    page = troubled.page
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(troubled.url + "/setup/outgoing/all/")
    page.fill("#id_username", "help@naver.com")
    page.locator("#id_password").focus()
    expect(page.locator("#id_host")).to_have_value("smtp.naver.com")
    assert page.evaluate("document.activeElement.id") == "id_password"
    assert violations(page) == []
