from .backend import JobBackend


class TableBackend(JobBackend):
    """TASKS on SQLite: jobs in a table of our own."""
