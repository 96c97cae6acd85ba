"""Answers that are queued at once: how fast they leave, whether in order, and how long a new one waits."""

import time
from datetime import datetime, timedelta

from django.utils import timezone

from madang.channels.models import Inbox
from madang.delivery.actions import set_server
from madang.delivery.crew import Crew
from madang.delivery.models import Delivery, DeliveryState, OutgoingServer, Purpose, Security
from madang.delivery.queueing import queue
from tests.services.mail import running_mail_server

EVERY = 0.5
"""Seconds between the new ones that come while the wave leaves."""

_MAIL = (
    b"From: help@lantern.example\r\nTo: a@b.example\r\nSubject: %d\r\nMessage-ID: <%s>\r\n\r\n"
    + (b"x" * 70 + b"\r\n") * 28
)


def measure(count: int) -> dict[str, str]:
    """Queue `count` mails, and one more every half second.

    The desk's MADANG_PRIVATE_NETWORKS has to allow 127.0.0.0/8.
    """
    inbox = Inbox.objects.order_by("pk").first()
    assert inbox is not None
    mark, began_at = int(time.time()), timezone.now()
    wave = [_row(inbox, f"wave-{mark}-{n}", began_at + timedelta(microseconds=n)) for n in range(count)]
    Delivery.objects.bulk_create(wave, batch_size=500)
    new: list[float] = []
    with running_mail_server() as server:
        set_server(
            None, host="127.0.0.1", port=server.port, security=Security.NONE, username="", password="",
            own_return_address=True, by=None,
        )  # fmt: skip
        crew = Crew("bench", is_alive=lambda name: True)
        for loop in crew.loops:
            loop.start()
        began = time.perf_counter()
        while len(server.handed) < count + len(new):
            new.append(_one_more(inbox, f"new-{mark}-{len(new)}", crew))
            time.sleep(EVERY)
        seconds = time.perf_counter() - began
        for loop in crew.loops:
            loop.stop()
        for loop in crew.loops:
            loop.join()
        order = [int(mail.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0]) for mail in server.handed]
    OutgoingServer.objects.filter(brand=None).delete()
    left = [number for number in order if number >= 0]
    late = max(place - number for place, number in enumerate(left))
    sent = Delivery.objects.filter(key__startswith=f"new-{mark}", state=DeliveryState.SENT)
    waited = sorted((one.sent_at - one.created_at).total_seconds() for one in sent if one.sent_at is not None)
    middle, longest = waited[len(waited) // 2], waited[-1]
    return {
        f"{count:,} answers queued at once leave": f"{len(order) / seconds:.0f} a second",
        "the furthest one is behind its place": f"{late}",
        "a new one meanwhile waits, median and longest": f"{middle:.2f} / {longest:.2f} s",
    }


def _row(inbox: Inbox, key: str, at: datetime) -> Delivery:
    number = int(key.rpartition("-")[2]) if key.startswith("wave") else -1
    return Delivery(
        inbox=inbox, purpose=Purpose.NOTICE, recipient="customer@example.com", mail_id=f"{key}@bench.example",
        key=key, raw=_MAIL % (number, f"{key}@bench.example".encode()), due_at=at, created_at=at,
    )  # fmt: skip


def _one_more(inbox: Inbox, key: str, crew: Crew) -> float:
    queue(
        key=key, recipient="customer@example.com", subject="", mail_id=f"{key}@bench.example", inbox=inbox,
        purpose=Purpose.NOTICE, raw=_MAIL % (-1, f"{key}@bench.example".encode()),
    )  # fmt: skip
    crew.wake()
    return time.perf_counter()
