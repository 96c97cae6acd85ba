from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "madang.search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the search keeps of customers' words."""
        from madang.tickets.holders import register

        from .holding import INDEX

        register(INDEX)
