"""Killed at any step, a change of many tickets is done once with each, and says rightly what became of it."""

import json
import time
from typing import Any

from tests.crashes.conftest import MakeReady
from tests.crashes.doomed import Doomed
from tests.crashes.inside import in_the_desk
from tests.services.desk import LiveDesk

MANY = "madang.tickets.actions.bulk"
JOBS = "madang.tickets.bulk_jobs"
COMMIT = "django.db.backends.base.base:BaseDatabaseWrapper._commit"

CHANGES = [
    ("before", f"{JOBS}:do_items", 1),
    ("after", f"{MANY}:do_parts", 4),
    ("after", f"{MANY}:reply", 10),
    ("after", f"{JOBS}:do_items", 1),
    ("before", f"{MANY}:reply", 11),
    ("before", COMMIT, 2),
    ("after", COMMIT, 2),
    ("before", f"{JOBS}:finish_bulk", 1),
    ("after", f"{JOBS}:finish_bulk", 1),
]
ANSWERS = [
    ("after", f"{MANY}:answer_incident", 5),
    ("after", f"{JOBS}:do_items", 1),
    ("before", f"{MANY}:tell_problem", 1),
    ("after", f"{JOBS}:finish_bulk", 1),
]

TICKETS = 12
"""More than are done in one transaction."""

OPEN = """
from madang.accounts.models import User
from madang.accounts.requesters import find_or_make_requester
from madang.channels.base import Address
from madang.channels.models import Inbox
from madang.tickets import actions
from madang.tickets.links import Role
from madang.tickets.models import Ticket, TicketType
inbox, owner = Inbox.objects.first(), User.objects.get(role="owner")
def opened(number):
    asker = find_or_make_requester(Address(email="noor.haddad@example.com", name="Noor"))
    written = actions.Written(author=asker, body_text="Where is it?")
    return [actions.open_ticket(
        subject=f"Order {one}", written=written, brand=inbox.brand, inbox=inbox, by=None,
    )[0] for one in range(number)]
"""

MADE = f"""
{OPEN}
from madang.tickets.models import Status
*rest, last = opened({TICKETS})
Ticket.objects.filter(pk=last.pk).update(status=Status.CLOSED, is_open=False)
"""

BEGUN = """
from madang.accounts.models import User
from madang.tickets.actions.bulk import start_bulk
from madang.tickets.bulk_jobs import go_on
from madang.tickets.models import Ticket
from madang.tickets.parts import Part
owner = User.objects.get(role="owner")
chosen = list(Ticket.objects.filter(type="").order_by("pk").values_list("pk", flat=True)[:%d])
run, _ = start_bulk(
    chosen, by=owner, key="%s", parts=[Part("tag", "", "%s")], body_html="<p>answer %s</p>",
)
go_on.enqueue(run=run.pk)
print(run.pk)
"""

ANSWERED = f"""
{OPEN}
from madang.tickets.bulk_jobs import go_on
problem, *incidents = opened({TICKETS} + 1)
actions.change_type(problem, to=TicketType.PROBLEM, by=owner)
for one in incidents:
    actions.link(problem, to=one, role=Role.INCIDENT, by=owner)
run, _ = actions.answer_incidents(problem, body_text="solved %s", by=owner)
go_on.enqueue(run=run.pk)
print(run.pk)
"""

UNDONE = """
from madang.accounts.models import User
from madang.tickets.actions.bulk import start_undo
from madang.tickets.bulk_jobs import go_on
from madang.tickets.models import BulkRun
undo, _ = start_undo(BulkRun.objects.get(pk=%d), by=User.objects.get(role="owner"))
go_on.enqueue(run=undo.pk)
print(undo.pk)
"""

STOPPED = """
from madang.accounts.models import User
from madang.tickets.actions.bulk import stop_bulk
from madang.tickets.models import BulkRun
stop_bulk(BulkRun.objects.get(pk=%d), by=User.objects.get(role="owner"))
"""

TOLD = """
import json
from collections import Counter
from django.db.models import Count
from madang.delivery.models import Delivery
from madang.history.models import Event
from madang.tickets.models import BulkRun, Message, Ticket
said = {}
for run in BulkRun.objects.order_by("pk"):
    items = run.items.all()
    said[run.pk] = {
        "state": run.state,
        "items": dict(Counter(items.values_list("state", flat=True))),
        "why": sorted({one.why for one in items if one.why}),
        "status": dict(Counter(items.values_list("ticket__status", flat=True))),
        "tags": dict(Counter(items.values_list("ticket__tags__name", flat=True))),
    }
answers = Message.objects.exclude(author__role="requester")
said["answers"] = dict(Counter(one.body_text.strip() for one in answers))
said["twice"] = list(
    answers.values("ticket", "body_text").annotate(times=Count("pk")).filter(times__gt=1).values_list("ticket")
)
said["mails"] = dict(Counter(
    one.message.body_text.strip() for one in Delivery.objects.filter(message__in=answers).select_related("message")
))
said["tagged"] = Event.objects.filter(kind="ticket.tagged", data__added__isnull=False).count()
said["told"] = dict(Counter(Event.objects.filter(kind="incidents.answered").values_list("subject_id", flat=True)))
print(json.dumps(said))
"""


def told(desk: LiveDesk) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(in_the_desk(desk, TOLD))
    return found


def settled(desk: LiveDesk, *runs: int) -> dict[str, Any]:
    """What became of everything, once none of these runs is under way."""
    deadline = time.monotonic() + 180
    found = told(desk)
    while any(found[str(run)]["state"] == "running" for run in runs):
        assert time.monotonic() < deadline, found
        time.sleep(1)
        found = told(desk)
    return found


def test_whatever_is_killed_each_ticket_is_changed_and_answered_once(make_ready: MakeReady) -> None:
    desk = make_ready()
    in_the_desk(desk, MADE)
    deaths = CHANGES[::4] if desk.environment["DATABASE_URL"] else CHANGES
    doomed, runs, alive_after_all = Doomed(desk), [], []
    for place, (when, point, nth) in enumerate(deaths):
        words = (TICKETS, f"press {place}", f"tag{place}", place)
        runs.append(int(in_the_desk(desk, BEGUN % words)))
        process = doomed.start(when, point, nth, "work", "--no-receiver")
        if not process.died(seconds=60):
            alive_after_all.append((when, point, nth))
            process.kill()
    working = desk.start("work", "--no-receiver")
    found = settled(desk, *runs)
    assert not alive_after_all, "these points were never reached"
    for place, run in enumerate(runs):
        report = found[str(run)]
        assert report["state"] == "done"
        assert report["items"] == {"done": TICKETS - 1, "failed": 1}, "the closed one can't be answered"
        assert len(report["why"]) == 1
        assert report["tags"][f"tag{place}"] == TICKETS - 1
    wanted = {f"answer {place}": TICKETS - 1 for place in range(len(deaths))}
    assert found["answers"] == wanted
    assert found["twice"] == []
    assert found["mails"] == wanted

    working.kill()
    working.wait()
    undo = int(in_the_desk(desk, UNDONE % runs[0]))
    process = doomed.start("after", f"{MANY}:_taken_back", TICKETS - 1, "work", "--no-receiver")
    assert process.died(seconds=60)
    desk.start("work", "--no-receiver")
    found = settled(desk, undo)
    assert found[str(undo)]["items"] == {"done": TICKETS - 1}
    assert "tag0" not in found[str(undo)]["tags"]
    assert found["answers"] == wanted, "answers that left stay"


def test_whatever_is_killed_each_incident_is_answered_and_solved_once(make_ready: MakeReady) -> None:
    desk = make_ready()
    deaths = ANSWERS[::2] if desk.environment["DATABASE_URL"] else ANSWERS
    doomed, runs, alive_after_all = Doomed(desk), [], []
    for place, (when, point, nth) in enumerate(deaths):
        runs.append(int(in_the_desk(desk, ANSWERED % place)))
        process = doomed.start(when, point, nth, "work", "--no-receiver")
        if not process.died(seconds=60):
            alive_after_all.append((when, point, nth))
            process.kill()
    desk.start("work", "--no-receiver")
    found = settled(desk, *runs)
    assert not alive_after_all, "these points were never reached"
    for run in runs:
        assert found[str(run)]["items"] == {"done": TICKETS}
        assert found[str(run)]["status"] == {"solved": TICKETS}
    wanted = {f"solved {place}": TICKETS for place in range(len(deaths))}
    assert (found["answers"], found["mails"], found["twice"]) == (wanted, wanted, [])
    assert sorted(found["told"].values()) == [1] * len(deaths), "each problem's history says it once"


def test_a_run_that_was_killed_can_be_stopped_before_and_after_it_goes_on(make_ready: MakeReady) -> None:
    desk = make_ready()
    in_the_desk(desk, MADE)
    run = int(in_the_desk(desk, BEGUN % (TICKETS, "press", "tag", 0)))
    doomed = Doomed(desk)
    assert doomed.start("after", f"{JOBS}:do_items", 1, "work", "--no-receiver").died(seconds=60)
    before = told(desk)
    assert before[str(run)]["state"] == "running"
    assert before[str(run)]["items"]["waiting"] > 0
    in_the_desk(desk, STOPPED % run)
    other = int(in_the_desk(desk, BEGUN % (TICKETS, "again", "other", 1)))
    desk.start("work", "--no-receiver")
    found = settled(desk, other)
    assert found[str(run)]["state"] == "stopped"
    assert found[str(run)]["items"] == before[str(run)]["items"], "nothing more was done"
    assert found["answers"]["answer 0"] == before["answers"]["answer 0"]
    assert found["answers"]["answer 1"] == TICKETS - 1
