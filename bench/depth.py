"""A workspace at its depth: thirty views, a hundredth page, and ten thousand tickets changed in one go."""

import re
import threading
import time
from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone

from madang.accounts.models import User
from madang.history.recording import stroke
from madang.tickets import actions
from madang.tickets.bulk_jobs import begin
from madang.tickets.filters import Asker, Tally, count_all, read
from madang.tickets.models import BulkRun, BulkState, Priority, SavedView, Ticket
from madang.tickets.parts import Part

from .browser import OWNER, Client, alone
from .figures import in_ms, timed
from .views import views_of

PAGES = 100
AT_ONCE = 10_000
EVERY = 1.0
"""Seconds between the pages that somebody opens while a change of many is under way."""


def measure(_: int) -> dict[str, str]:
    """Figures of a desk whose pages and jobs run; median and 95th percentile."""
    owner = User.objects.get(email=OWNER)
    views = views_of(owner)
    client = Client(settings.MADANG.port)
    client.sign_in()
    return _counts(owner, views) | _pages(client, views) | _bulk(client, owner)


def _counts(owner: User, views: Sequence[SavedView]) -> dict[str, str]:
    trees = {view.pk: read(view.conditions) for view in views}
    by = Asker.of(owner)
    newest = list(Ticket.objects.filter(is_open=True).order_by("-pk").values_list("pk", flat=True)[:30])
    kept = Tally(trees, by=by)
    return {
        f"counts of {len(trees)} views": in_ms(timed(30, lambda _: count_all(trees, by=by))),
        f"counts of {len(trees)} views after a change": in_ms(
            timed(30, lambda place: kept.look_again([newest[place]]))
        ),
    }


def _pages(client: Client, views: Sequence[SavedView]) -> dict[str, str]:
    deep = next(view for view in views if view.name == "status:closed")
    first = f"/desk/view-{deep.pk}/rows/"
    path = first
    for _ in range(PAGES - 1):
        after = re.search(r"\?after=([^\"]+)", client.get(path, target="rows").decode())
        assert after is not None, "the view has fewer pages"
        path = f"{first}?after={after[1]}"
    others = [f"/desk/view-{view.pk}/rows/" for view in views]
    alone(client, others, times=len(others))
    return {
        "first page of a view, one person": in_ms(alone(client, others, times=120)),
        f"page {PAGES} of a view, one person": in_ms(alone(client, [path], times=60)),
    }


def _bulk(client: Client, owner: User) -> dict[str, str]:
    """Ten thousand tickets get another priority, while somebody goes on opening pages."""
    rows = re.findall(r"/desk/open/(\d+)/", client.get("/desk/open/rows/", target="rows").decode())
    paths = ["/desk/open/rows/", *(f"/desk/open/{number}/" for number in dict.fromkeys(rows[:20]))]
    alone(client, paths, times=len(paths))
    before = alone(client, paths, times=60)
    newest = list(Ticket.objects.filter(is_open=True).order_by("-pk")[:AT_ONCE].values_list("pk", "priority"))
    priority = Priority.LOW if newest[0][1] != Priority.LOW else Priority.NORMAL
    began = time.monotonic()
    with stroke():
        parts = [Part("priority", str(priority.value), str(priority.label))]
        run, is_new = actions.start_bulk(
            [pk for pk, _ in newest], by=owner, key=f"bench:{timezone.now()}", parts=parts
        )
        assert is_new
        begin(run)
    ended = threading.Event()
    taken: list[float] = []
    opening = threading.Thread(target=_open_until, args=(client, paths, ended, taken))
    opening.start()
    while BulkRun.objects.get(pk=run.pk).state == BulkState.RUNNING:
        time.sleep(0.2)
    seconds = time.monotonic() - began
    ended.set()
    opening.join()
    return {
        f"{len(newest):,} tickets changed in one go": f"{seconds:.0f} s",
        "a page before it": in_ms(before),
        "a page meanwhile": in_ms(taken),
    }


def _open_until(client: Client, paths: Sequence[str], ended: threading.Event, taken: list[float]) -> None:
    turn = 0
    while not ended.is_set():
        taken.extend(alone(client, [paths[turn % len(paths)]], times=1))
        turn += 1
        ended.wait(EVERY)
