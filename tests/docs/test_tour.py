"""docs/tour.md is true: its names exist, and a mail passes them in its order."""

import ast
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from madang.accounts.models import User
from madang.channels.models import Inbox
from madang.delivery.sender import Sender
from madang.intake.accept import take_waiting
from madang.intake.store import store
from madang.lib.jobs import run_pending
from madang.tickets import actions
from madang.tickets.models import Ticket
from tests.intake.mails import mail

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = re.compile(r"`(madang/[\w/]+\.py)` · `([\w.]+)`", re.S)


def stations() -> list[tuple[str, str]]:
    """Files and names in the order of the tour."""
    text = " ".join((ROOT / "docs" / "tour.md").read_text().split())
    return NAMED.findall(text)


def test_every_station_of_the_tour_exists() -> None:
    assert len(stations()) > 15
    for file, name in stations():
        tree: ast.AST = ast.parse((ROOT / file).read_text())
        for part in name.split("."):
            found = [
                node
                for node in ast.iter_child_nodes(tree)
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                and node.name == part
            ]
            assert found, f"{file} has no {name}"
            tree = found[0]


@pytest.mark.django_db(transaction=True)
def test_a_mail_passes_the_stations_in_the_order_of_the_tour(help_inbox: Inbox, mina: User) -> None:
    with called() as order:
        store(mail(), mail_from="seoa.yoon@example.com", recipients=[(help_inbox, help_inbox.address)])
        while take_waiting():
            pass
        run_pending()
        ticket = Ticket.objects.get()
        actions.reply(ticket, by=mina, body_text="확인했어요.")
        sender = Sender("tour", is_alive=lambda name: False)
        while sender.step():
            pass

    passed = [station for station in stations() if station in order]
    assert {"store", "parse", "open_ticket", "record", "follow", "react", "reply", "rendered"} <= {
        name for _, name in passed
    }
    assert [order.index(station) for station in passed] == sorted(order.index(station) for station in passed)


@contextmanager
def called() -> Iterator[list[tuple[str, str]]]:
    """Our own functions in the order in which each was first called."""
    order: list[tuple[str, str]] = []
    seen: set[tuple[str, str]] = set()
    inside = f"{ROOT}/madang/"

    def note(frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(inside):
            return
        station = (code.co_filename.removeprefix(f"{ROOT}/"), code.co_qualname)
        if station not in seen:
            seen.add(station)
            order.append(station)

    sys.setprofile(note)
    try:
        yield order
    finally:
        sys.setprofile(None)
