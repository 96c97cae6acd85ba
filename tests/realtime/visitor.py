"""Somebody with a browser at a real desk, without the browser."""

import json
import re
import smtplib
import urllib.parse
import urllib.request
from email.message import EmailMessage
from http.cookiejar import CookieJar
from typing import Any

from tests.realtime.lines import HttpLine
from tests.services.desk import LiveDesk

OWNER, PASSWORD, SUPPORT = "owner@madang.example", "an owner's long password", "help@lantern.example"


def set_up(desk: LiveDesk) -> None:
    """Make the desk of the sample data, with its owner."""
    desk.madang(
        "setup", "--desk", "마당", "--owner-name", "한지우", "--owner-email", OWNER,
        "--owner-password", PASSWORD, "--brand", "등불 스토어", "--address", SUPPORT, "--language", "ko",
    )  # fmt: skip


def write_to(desk: LiveDesk, subject: str, *, number: int = 1) -> None:
    """A customer writes to the support address; returns when the mail was accepted."""
    mail = EmailMessage()
    mail["From"] = "윤서아 <seoa.yoon@example.com>"
    mail["To"] = SUPPORT
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{number}.{abs(hash(subject))}@example.com>"
    mail.set_content("확인 부탁드려요.")
    with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=20) as server:
        server.send_message(mail)


class Visitor:
    """A signed-in person's cookies at one desk."""

    def __init__(self, desk: LiveDesk, email: str = OWNER, password: str = PASSWORD) -> None:
        self.desk = desk
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self._token = ""
        self.get("/accounts/login/")
        self.post("/accounts/login/", login=email, password=password)
        assert any(one.name == "madang_desk" for one in self._jar), "not signed in"

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{one.name}={one.value}" for one in self._jar)

    def get(self, path: str, *, url: str = "") -> str:
        """A page."""
        with self._opener.open((url or self.desk.url) + path, timeout=30) as answer:
            page: str = answer.read().decode()
        if found := re.search(r'(?:csrfmiddlewaretoken" value=|"X-CSRFToken": )"(\w+)"', page):
            self._token = found.group(1)
        return page

    def post(self, path: str, *, url: str = "", **fields: str) -> int:
        """Send a form; the status of the answer."""
        body = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self._token}).encode()
        with self._opener.open((url or self.desk.url) + path, body, timeout=30) as answer:
            return int(answer.status)

    def line(self, *, last: int | None = None, url: str = "") -> HttpLine:
        """A stream that said hello, unless it begins with what was missed."""
        return HttpLine(url or self.desk.url, cookie=self.cookie, last=last)


class Program:
    """The REST API with the owner's token."""

    def __init__(self, desk: LiveDesk) -> None:
        self._desk = desk
        self._token = desk.madang("token", "create", OWNER).strip()

    def tickets(self) -> dict[str, int]:
        """Subject → number of all tickets."""
        items = self._ask("GET", "/tickets")["items"]
        return {item["subject"]: item["number"] for item in items}

    def open_ticket(self, subject: str) -> int:
        """A ticket; its number."""
        body = {"requester_email": "seoa.yoon@example.com", "subject": subject, "body": "확인 부탁드려요."}
        return int(self._ask("POST", "/tickets", body)["number"])

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(
            f"{self._desk.url}/api/v1{path}",
            method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
