from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    """The composition root: says what follows a stroke once every package is loaded."""

    name = "madang.config"
    label = "madang_config"

    def ready(self) -> None:
        from madang import pipeline
        from madang.history.recording import follow_with

        follow_with(pipeline.follow)
        # Sent for packages that have models alone, which this one has not.
        post_migrate.connect(_make_cache_table, sender=apps.get_app_config("history"))


def _make_cache_table(using: str, **rest: Any) -> None:
    """The shared cache of several processes is a table on PostgreSQL without Redis; no migration makes it."""
    call_command("createcachetable", database=using, verbosity=0)
