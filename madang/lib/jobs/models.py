"""Tables of the jobs: on SQLite the jobs themselves, on PostgreSQL what Procrastinate's tables don't hold."""

from django.db import models
from django.utils import timezone


class State(models.TextChoices):
    READY = "ready"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    FAILED = "failed"


class StoredJob(models.Model):
    """A job on SQLite. A row goes when its job is done."""

    name = models.TextField()
    args = models.JSONField()
    kwargs = models.JSONField()
    queue = models.TextField()
    priority = models.SmallIntegerField()
    state = models.TextField(choices=State.choices)
    run_after = models.DateTimeField(null=True)
    lock = models.TextField()
    unique_key = models.TextField()
    worker = models.TextField()
    failures = models.PositiveIntegerField(default=0)
    deaths = models.PositiveIntegerField(default=0)
    error = models.TextField()
    traceback = models.TextField()
    enqueued_at = models.DateTimeField(default=timezone.now)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        required_db_vendor = "sqlite"
        indexes = [
            models.Index(fields=["state", "-priority", "id"], name="jobs_next"),
            models.Index(fields=["state", "run_after"], name="jobs_due"),
            models.Index(fields=["lock"], name="jobs_lock"),
            models.Index(fields=["unique_key"], name="jobs_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class Trouble(models.Model):
    """What went wrong with a job of Procrastinate, whose id it has. It goes when the job is done."""

    job_id = models.BigIntegerField(primary_key=True)
    deaths = models.PositiveIntegerField(default=0)
    error = models.TextField()
    traceback = models.TextField()
    failed_at = models.DateTimeField(null=True)

    class Meta:
        required_db_vendor = "postgresql"

    def __str__(self) -> str:
        return f"job {self.job_id}: {self.error}"


class WorkerName(models.Model):
    """Which sign of life a worker of Procrastinate shows."""

    worker_id = models.BigIntegerField(primary_key=True)
    name = models.TextField(unique=True)

    class Meta:
        required_db_vendor = "postgresql"

    def __str__(self) -> str:
        return self.name
