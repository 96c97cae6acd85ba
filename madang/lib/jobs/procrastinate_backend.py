from .backend import JobBackend


class ProcrastinateBackend(JobBackend):
    """TASKS on PostgreSQL: jobs in Procrastinate's tables."""
