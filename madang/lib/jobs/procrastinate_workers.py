"""Workers in Procrastinate's table, each with the name of its sign of life beside."""

from django.db import transaction
from django.utils import timezone

from madang.lib.workers import is_alive

from .models import Trouble, WorkerName
from .procrastinate_calls import (
    again,
    give_up,
    register_worker,
    rows,
    unregister_worker,
    update_heartbeat,
)
from .store import DIED, LIMIT_OF_DEATHS


def enter(name: str) -> int:
    """Register a worker; its id."""
    with transaction.atomic():
        worker_id = register_worker()
        WorkerName.objects.update_or_create(name=name, defaults={"worker_id": worker_id})
    return worker_id


def beat(worker_id: int) -> bool:
    """Note that the worker lives; False when others took it for dead meanwhile."""
    update_heartbeat(worker_id)
    return bool(rows("SELECT 1 FROM procrastinate_workers WHERE id = %s", [worker_id]))


def leave(worker_id: int) -> None:
    with transaction.atomic():
        unregister_worker(worker_id)
        WorkerName.objects.filter(worker_id=worker_id).delete()


def bury(*, lease: float) -> int:
    """Hand back the jobs of dead workers; how many."""
    silent = rows(
        "SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => %s)",
        [lease],
    )
    dead = {worker_id for (worker_id,) in silent}
    dead |= {known.worker_id for known in WorkerName.objects.all() if not is_alive(known.name)}
    return sum(_bury_one(worker_id) for worker_id in dead)


def _bury_one(worker_id: int) -> int:
    with transaction.atomic():
        if not rows("SELECT 1 FROM procrastinate_workers WHERE id = %s FOR UPDATE SKIP LOCKED", [worker_id]):
            return 0  # another worker does it
        in_hand = rows(
            "SELECT id FROM procrastinate_jobs WHERE worker_id = %s AND status = 'doing' FOR UPDATE",
            [worker_id],
        )
        handed_back = sum(_outlive(job_id) for (job_id,) in in_hand)
        leave(worker_id)
    return handed_back


def _outlive(job_id: int) -> bool:
    trouble, _ = Trouble.objects.get_or_create(job_id=job_id)
    trouble.deaths += 1
    kills = trouble.deaths >= LIMIT_OF_DEATHS
    if kills:
        trouble.error, trouble.traceback, trouble.failed_at = DIED, "", timezone.now()
        give_up(job_id)
    else:
        again(job_id, at=None)
    trouble.save()
    return not kills
