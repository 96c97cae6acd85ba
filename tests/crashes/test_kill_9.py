"""Killed at any point, nothing accepted is lost and nothing is doubled.

One desk lives through a chain of deaths. Before each, a mail is on its way in and an answer on its way out;
a process is killed with -9 at the point; what the sender was not told as taken is sent again, as mail servers
do. At the end everything is there once.
"""

import re
import smtplib
import time
from collections import Counter

from madang.delivery.crew import SENDERS
from tests.crashes.asking import Program
from tests.crashes.doomed import Doomed, Dying
from tests.crashes.inside import in_the_desk
from tests.intake.mails import mail
from tests.services.desk import LiveDesk
from tests.services.mail import MailServer
from tests.services.ports import wait_until_open

COMMIT = "django.db.backends.base.base:BaseDatabaseWrapper._commit"

ON_THE_WAY_IN = [
    ("after", "madang.notifications.received:queue", 1),
    ("before", "madang.intake.receiver:store", 1),
    ("after", "madang.intake.receiver:store", 1),
    ("before", "madang.intake.accept:_read", 1),
    ("before", "madang.intake.accept:open_ticket", 1),
    ("after", "madang.intake.accept:open_ticket", 1),
    ("after", "madang.intake.accept:claim", 1),
    ("before", "madang.intake.accept:settle", 1),
    ("after", "madang.intake.accept:settle", 1),
    *[("before", COMMIT, nth) for nth in (1, 2, 4)],
    *[("after", COMMIT, nth) for nth in (1, 2, 3, 5)],
    ("after", "madang.routing.default_team:move", 1),
]

ON_THE_WAY_OUT = [
    ("before", "madang.delivery.sender:Sender._claim", 2),
    ("after", "madang.delivery.sender:Sender._claim", 2),
    ("after", "madang.delivery.sender:rendered", 1),
    ("before", "madang.delivery.transport:Smtp.hand_over", 1),
    ("after", "madang.delivery.transport:Smtp.hand_over", 1),
    ("before", "madang.delivery.sender:mark_sent", 1),
    ("after", "madang.delivery.sender:mark_sent", 1),
]

TRY_AGAIN = """
from madang.intake.actions import try_again
from madang.intake.models import RawMessage, RawState
for raw in RawMessage.objects.filter(state=RawState.FAILED):
    try_again(raw, by=None)
"""

AFTER_THE_SERVERS_WORD = {
    COMMIT,
    "madang.delivery.transport:Smtp.hand_over",
    "madang.delivery.sender:mark_sent",
}


def hand_in(desk: LiveDesk, raw: bytes) -> bool:
    """Whether the desk said 250 for the mail."""
    try:
        with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=10) as client:
            client.sendmail("seoa.yoon@example.com", ["help@lantern.example"], raw)
    except (smtplib.SMTPException, OSError):
        return False
    return True


def wait_until_open_or_dead(desk: LiveDesk, process: Dying) -> None:
    deadline = time.monotonic() + 30
    while not process.died(seconds=0) and time.monotonic() < deadline:
        try:
            wait_until_open(desk.smtp_port, seconds=0.3)
        except TimeoutError:
            continue
        return


def all_is_there(program: Program, number: int, points: int, *, seconds: float) -> bool:
    """Whether as many answers have left and as many tickets are open as there were deaths."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        shown = program.call("GET", f"/tickets/{number}")
        states = Counter(one["state"] for message in shown["messages"] for one in message["deliveries"])
        if states == {"sent": points} and len(program.tickets()) >= points + 1:
            return True
        time.sleep(0.5)
    return False


def test_whatever_is_killed_each_mail_is_one_message_and_each_answer_leaves_once(
    desk: LiveDesk, server: MailServer
) -> None:
    program = Program(desk)
    number = program.call(
        "POST",
        "/tickets",
        requester_email="noor.haddad@example.com",
        subject="Order #48211",
        body="Where is it?",
    )["number"]
    waiting: dict[str, bytes] = {}
    alive_after_all = []

    deaths = [*ON_THE_WAY_IN, *ON_THE_WAY_OUT]
    if desk.environment["DATABASE_URL"]:
        # The promise is the same and so is most of the code: every other death is enough there.
        deaths = deaths[::2]
    doomed = Doomed(desk)
    for place, (when, point, nth) in enumerate(deaths):
        process = doomed.start(when, point, nth, "work")
        wait_until_open_or_dead(desk, process)
        waiting[f"m{place}@example.com"] = mail(f"문의 {place}", message_id=f"<m{place}@example.com>")
        waiting = {key: raw for key, raw in waiting.items() if not hand_in(desk, raw)}
        program.call("POST", f"/tickets/{number}/messages", body=f"answer {place}", key=f"answer {place}")
        if not process.died(seconds=15):
            alive_after_all.append((when, point, nth))
            process.kill()

    desk.start("work")
    wait_until_open(desk.smtp_port, seconds=30)
    for raw in waiting.values():
        assert hand_in(desk, raw)
    points = len(deaths)
    if not all_is_there(program, number, points, seconds=60):
        # The mail with which most of them happened to die was given up, which is shown, with a button:
        in_the_desk(desk, TRY_AGAIN)
        assert all_is_there(program, number, points, seconds=60)

    assert not alive_after_all, "these points were never reached"
    texts = Counter(
        message["body_text"].strip()
        for row in program.tickets()
        for message in program.call("GET", f"/tickets/{row['number']}")["messages"]
    )
    assert {text: texts[text] for text in texts if text.startswith("문의")} == {
        f"문의 {place}": 1 for place in range(points)
    }
    assert all(texts[f"answer {place}"] == 1 for place in range(points))

    handed = Counter(message_id(taken.raw) for taken in server.handed if re.search(rb"answer \d", taken.raw))
    assert len(handed) == points
    # Again only where a death came between the server's word and writing it down: the same mail, not a second
    # one. Each death can take as many with it as there are senders.
    again = sum(point in AFTER_THE_SERVERS_WORD for _, point, _ in deaths)
    assert sum(handed.values()) - points <= again * SENDERS


def message_id(raw: bytes) -> str:
    found = re.search(rb"^Message-ID:\s*(\S+)", raw, re.I | re.M)
    assert found is not None
    return found.group(1).decode()
