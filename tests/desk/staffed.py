"""A real desk with people at work: `python -m tests.desk.staffed` makes them, in the desk's own settings.

Prints one line of JSON: the value of each person's session cookie, a token of the API, and numbers of tickets.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.services.desk import ROOT, LiveDesk

FREE_TICKETS = 60


@dataclass(frozen=True)
class Staffed:
    """What tests know of the desk: session cookies by name of the person, and tickets by what they are like."""

    desk: LiveDesk
    cookies: dict[str, str]
    token: str
    free: list[int]
    closed: int
    technical: int


def staffed(folder: Path) -> Staffed:
    """A desk with the owner 한지우, 김민아, 박준 and the light agent 정하늘, started."""
    desk = LiveDesk(folder, settings={})
    made = subprocess.run(
        [sys.executable, "-m", "tests.desk.staffed"],
        env=desk.environment,
        cwd=ROOT,
        capture_output=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stderr.decode()
    desk.serve()
    return Staffed(desk=desk, **json.loads(made.stdout.splitlines()[-1]))


class Browsers:
    """One browser a person for all tests, so that scripts and fonts are fetched once."""

    def __init__(self, at_work: Staffed, program: Browser) -> None:
        self.at_work = at_work
        self.complaints: list[str] = []
        self._program = program
        self._of: dict[str, BrowserContext] = {}

    def fresh(self, name: str, **options: Any) -> BrowserContext:
        """Another browser of the person."""
        context = self._program.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "locale": "ko-KR", **options}
        )
        context.set_default_timeout(20_000)
        context.on("weberror", lambda failure: self.complaints.append(str(failure.error)))
        cookie = {"name": "madang_desk", "value": self.at_work.cookies[name], "url": self.at_work.desk.url}
        context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict in all but name
        return context

    def open(self, name: str, path: str) -> Page:
        """A page in the person's browser."""
        context = self._of.setdefault(name, self._of.get(name) or self.fresh(name))
        page = context.new_page()
        page.goto(self.at_work.desk.url + path)
        return page

    def close(self) -> None:
        for context in self._of.values():
            context.close()


def _make() -> dict[str, object]:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)

    from madang.accounts.actions import issue_token
    from madang.accounts.models import Team, TeamMembership
    from madang.accounts.roles import Reach, Role
    from madang.brands.models import Brand, Desk
    from madang.channels.models import Inbox
    from madang.tickets import actions
    from madang.tickets.models import Audience, Status, Ticket
    from madang.tickets.parts import Part, PartKind
    from tests.cast import person

    Desk.objects.create(name="마당", language="ko")
    brand = Brand.objects.create(name="등불 스토어", language="ko")
    payments, technical = (Team.objects.create(name=name) for name in ("결제·환불", "기술 지원"))
    inbox = Inbox.objects.create(brand=brand, address="help@lantern.example", team=payments)
    mina = person("mina@lantern.example", "김민아", Role.AGENT)
    jiwoo = person("owner@madang.example", "한지우", Role.OWNER)
    jun = person("jun@lantern.example", "박준", Role.AGENT)
    haneul = person("haneul@partner.example", "정하늘", Role.LIGHT_AGENT, reach=Reach.TEAMS)
    TeamMembership.objects.create(team=technical, user=haneul)
    seoa = person("seoa.yoon@example.com", "윤서아", Role.REQUESTER)

    def ticket(subject: str) -> Ticket:
        written = actions.Written(author=seoa, body_text="카드 승인 문자가 두 건 왔어요. 확인 부탁드려요.")
        return actions.open_ticket(subject=subject, written=written, brand=brand, inbox=inbox, by=None)[0]

    closed, moved = ticket("닫힌 문의"), ticket("기술 문의")
    actions.change_status(closed, to=Status.CLOSED, by=None)
    actions.move(moved, to=technical, by=None)
    cookies = {}
    for name, one in {"jiwoo": jiwoo, "mina": mina, "jun": jun, "haneul": haneul}.items():
        client = Client(SERVER_NAME="127.0.0.1")
        client.force_login(one)
        cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    refund = actions.WrittenMacro(
        name="환불 안내",
        bodies={"ko": "<p>{{ name|고객 }} 님, 환불했어요.</p>"},
        parts=[Part(PartKind.STATUS, "solved"), Part(PartKind.PRIORITY, "4")],
        audience=Audience.EVERYBODY,
    )
    urgent = actions.WrittenMacro(
        name="급해요", bodies={}, parts=[Part(PartKind.PRIORITY, "4")], audience=Audience.EVERYBODY
    )
    for macro in (refund, urgent):
        actions.make_macro(macro, by=jiwoo)
    return {
        "cookies": cookies,
        "token": issue_token(jun, "tests"),
        "free": [ticket(f"{nth}번째 문의").number for nth in range(FREE_TICKETS)],
        "closed": closed.number,
        "technical": moved.number,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madang.config.settings")
    print(json.dumps(_make()))
