"""Mails a second, from stored raw to a committed, searchable ticket, beside the bare limits."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from madang.channels.kinds import email
from madang.channels.models import Inbox
from madang.intake.accept import take_waiting
from madang.intake.models import RawMessage, RawState
from madang.intake.store import content_digest
from madang.lib.jobs import run_pending
from madang.tickets.models import Message, Ticket

WORDS = (
    "안녕하세요, 방금 주문하면서 결제 버튼을 한 번만 눌렀는데 카드 승인 문자가 두 건 왔습니다. "
    "주문 내역에는 한 건만 보이고요. 하나는 취소해 주실 수 있을까요? The order number is {number}. "
)


def measure(count: int) -> dict[str, str]:
    """Take `count` mails of about 2 KB, one in ten with 50 KB, one in three an answer to an earlier one."""
    inbox = Inbox.objects.order_by("pk").first()
    assert inbox is not None
    mark = int(time.time())
    raws = [_mail(n, mark, inbox.address) for n in range(count)]
    with _Clock() as parsing:
        for raw in raws:
            email.parse(raw)
    _store(inbox, raws)
    before = Message.objects.count()
    workers = 2 if connection.vendor == "postgresql" else 1
    with _taking_in(workers) as begin, _Clock() as taking:
        begin()
    assert Message.objects.count() - before == count, "a mail is missing"
    assert not RawMessage.objects.filter(state=RawState.FAILED).exists()
    with _Clock() as reacting:
        run_pending()
    with _Clock() as inserting:
        _same_rows(inbox, count)
    done = taking.seconds + reacting.seconds
    who = "one process" if workers == 1 else f"{workers} processes"
    return {
        f"mails to committed, searchable tickets, {who}": f"{count / taking.seconds:.0f} a second",
        "mails with every reaction done": f"{count / done:.0f} a second",
        "bare limit: reading the same mails alone": f"{count / parsing.seconds:.0f} a second",
        "bare limit: inserting two rows a mail alone": f"{count / inserting.seconds:.0f} a second",
    }


@contextmanager
def _taking_in(workers: int) -> Iterator[Callable[[], None]]:
    """Gives a function that has the waiting mails taken and returns when none is left.

    One process is this one. Several are started before, as `madang work` would be, and wait for the word.
    """
    if workers == 1:
        yield take_all
        return
    command = [sys.executable, "-m", "bench.stage", "take"]
    ready = [
        subprocess.Popen([*command, str(nth)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for nth in range(workers)
    ]
    for one in ready:
        assert one.stdout is not None
        one.stdout.readline()

    def begin() -> None:
        for one in ready:
            assert one.stdin is not None
            one.stdin.write(b"\n")
            one.stdin.flush()
        for one in ready:
            assert one.wait() == 0

    yield begin


def take_all(worker: str = "") -> None:
    """Take mails until none is waiting or being read by anybody."""
    unfinished = RawMessage.objects.filter(state__in=[RawState.STORED, RawState.READING])
    while take_waiting(worker) or unfinished.exists():
        pass


def take_when_told(number: int) -> None:
    """The same as a process of its own: says that it is ready, waits for a line, takes."""
    unfinished = RawMessage.objects.filter(state__in=[RawState.STORED])
    unfinished.exists()  # connected
    print("ready", flush=True)
    sys.stdin.readline()
    take_all(f"bench{number}")


class _Clock:
    seconds = 0.0

    def __enter__(self) -> "_Clock":
        self._began = time.perf_counter()
        return self

    def __exit__(self, *failure: object) -> None:
        self.seconds = time.perf_counter() - self._began


def _mail(number: int, mark: int, address: str) -> bytes:
    words = WORDS.format(number=number) * (120 if number % 10 == 0 else 5)
    answers = number % 3 == 2
    customer = f"customer{number - 1 if answers else number}.{mark}@example.com"
    lines = [
        f"From: Customer {number} <{customer}>",
        f"To: {address}",
        f"Subject: {'Re: ' if answers else ''}Payment {number}",
        f"Message-ID: <bench.{mark}.{number}@example.com>",
        "Date: Mon, 02 Nov 2026 14:08:00 +0900",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if answers:
        lines.append(f"In-Reply-To: <bench.{mark}.{number - 1}@example.com>")
    return ("\r\n".join(lines) + "\r\n\r\n" + words + "\r\n").encode()


def _store(inbox: Inbox, raws: list[bytes]) -> None:
    now = timezone.now()
    RawMessage.objects.bulk_create(
        [
            RawMessage(inbox=inbox, digest=content_digest(raw), size=len(raw), content=raw, received_at=now)
            for raw in raws
        ],
        batch_size=200,
    )


def _same_rows(inbox: Inbox, count: int) -> None:
    """What a ticket and its message cost the database when nothing else is done; rolled back at the end."""
    ticket = Ticket.objects.select_related("requester", "brand").latest("pk")
    top = Ticket.objects.latest("number").number
    at = timezone.now() + timedelta(seconds=1)
    with connection.cursor() as cursor, transaction.atomic():
        for n in range(count):
            ticket_row = Ticket.objects.create(
                number=top + n + 1, subject="x", requester=ticket.requester, brand=ticket.brand,
                inbox=inbox, last_message_at=at, created_at=at, updated_at=at,
            )  # fmt: skip
            Message.objects.create(
                ticket=ticket_row, author=ticket.requester, incoming=True, body_text=WORDS * 5, created_at=at
            )
        cursor.execute("SELECT 1")
        transaction.set_rollback(True)
