from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


class Command(Migrate):
    """`madang migrate`: Django's, which ends at once when there is nothing to bring up to date.

    Django would replay the whole history of the tables and build every model anew before it says so, which
    is nearly half of the time that a start takes.
    """

    def handle(self, *args: Any, **options: Any) -> None:
        nothing_named = not options["app_label"]
        if nothing_named and options["verbosity"] == 0 and self._up_to_date(options["database"]):
            return
        super().handle(*args, **options)

    def _up_to_date(self, database: str) -> bool:
        executor = MigrationExecutor(connections[database])
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
