"""Killed at any step, an answer to a side conversation is one message, and ours leaves under one Message-ID."""

import re
import smtplib
import time
from collections import Counter
from typing import Any

from madang.delivery.crew import SENDERS
from tests.crashes.asking import Program
from tests.crashes.doomed import Doomed
from tests.crashes.inside import in_the_desk
from tests.crashes.test_kill_9 import (
    AFTER_THE_SERVERS_WORD,
    TRY_AGAIN,
    message_id,
    wait_until_open_or_dead,
)
from tests.intake.mails import mail
from tests.services.desk import LiveDesk
from tests.services.mail import MailServer
from tests.services.ports import wait_until_open

COURIER = "courier@fast.example"

DEATHS = [
    ("before", "madang.intake.accept:receive_side", 1),
    ("after", "madang.intake.accept:receive_side", 1),
    ("after", "madang.tickets.actions.side:settle_waiting_aside", 1),
    ("before", "madang.intake.accept:settle", 1),
    ("after", "madang.intake.accept:settle", 1),
    ("before", "madang.notifications.sides:tell", 1),
    ("after", "madang.delivery.sender:Sender._claim", 2),
    ("after", "madang.delivery.rendering:outbound_of_side", 1),
    ("before", "madang.delivery.transport:Smtp.hand_over", 1),
    ("after", "madang.delivery.transport:Smtp.hand_over", 1),
    ("before", "madang.delivery.sender:mark_sent", 1),
    ("after", "madang.delivery.sender:mark_sent", 1),
]

ADDRESS = """
from madang.delivery.side_mail import address_of_side
from madang.tickets.models import SideConversation
print(address_of_side(SideConversation.objects.get()))
"""


def answer(place: int, *, to: str) -> bytes:
    return mail(
        f"기사 {place}", sender=f"택배 기사 <{COURIER}>", to=to, message_id=f"<c{place}@fast.example>"
    )


def hand_in(desk: LiveDesk, raw: bytes, *, to: str) -> bool:
    """Whether the desk said 250 for the mail."""
    try:
        with smtplib.SMTP("127.0.0.1", desk.smtp_port, timeout=10) as client:
            client.sendmail(COURIER, [to], raw)
    except (smtplib.SMTPException, OSError):
        return False
    return True


def settled(program: Program, side: int, points: int, *, seconds: float) -> dict[str, Any] | None:
    """The side conversation once all is there and has left; None when that takes longer."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        shown: dict[str, Any] = program.call("GET", f"/side-conversations/{side}")
        states = Counter(one["state"] for message in shown["messages"] for one in message["deliveries"])
        if states == {"sent": points + 1} and len(shown["messages"]) >= 2 * points + 1:
            return shown
        time.sleep(0.5)
    return None


def test_whatever_is_killed_nothing_of_a_side_conversation_is_lost_or_doubled(
    desk: LiveDesk, server: MailServer
) -> None:
    program = Program(desk)
    number = program.call(
        "POST", "/tickets", requester_email="noor.haddad@example.com", subject="Order", body="Where is it?"
    )["number"]
    side = program.call(
        "POST", f"/tickets/{number}/side-conversations", subject="Parcel", body="begun", to=[COURIER]
    )["id"]
    to = in_the_desk(desk, ADDRESS).strip()
    deaths = DEATHS[::2] if desk.environment["DATABASE_URL"] else DEATHS
    waiting: dict[int, bytes] = {}
    alive_after_all = []
    doomed = Doomed(desk)
    for place, (when, point, nth) in enumerate(deaths):
        process = doomed.start(when, point, nth, "work")
        wait_until_open_or_dead(desk, process)
        waiting[place] = answer(place, to=to)
        waiting = {key: raw for key, raw in waiting.items() if not hand_in(desk, raw, to=to)}
        program.call("POST", f"/side-conversations/{side}/messages", body=f"ours {place}", key=f"{place}")
        if not process.died(seconds=20):
            alive_after_all.append((when, point, nth))
            process.kill()

    desk.start("work")
    wait_until_open(desk.smtp_port, seconds=30)
    for raw in waiting.values():
        assert hand_in(desk, raw, to=to)
    shown = settled(program, side, len(deaths), seconds=60)
    if shown is None:
        # The mail with which most of them happened to die was given up, which is shown, with a button.
        in_the_desk(desk, TRY_AGAIN)
        shown = settled(program, side, len(deaths), seconds=60)
    assert shown is not None
    assert not alive_after_all, "these points were never reached"

    texts = Counter(one["body_text"].strip() for one in shown["messages"])
    wanted = {"begun", *(f"{who} {place}" for place in range(len(deaths)) for who in ("기사", "ours"))}
    assert texts == dict.fromkeys(wanted, 1)
    assert [one["number"] for one in program.tickets()] == [number], "no answer opened a ticket"
    handed = [one for one in server.handed if re.search(rb"ours \d|begun", one.raw)]
    ids = Counter(message_id(one.raw) for one in handed)
    assert len(ids) == len(deaths) + 1, "each of ours has one Message-ID, however often it was tried"
    again = sum(point in AFTER_THE_SERVERS_WORD for _, point, _ in deaths)
    assert len(handed) - len(ids) <= again * SENDERS
