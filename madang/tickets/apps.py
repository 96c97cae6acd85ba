from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "madang.tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the tables of tickets keep of customers' words."""
        from .actions.holding import BESIDE, CONVERSATION, FILES
        from .actions.holding_many import EXPORTS, RUNS
        from .holders import register

        for holder in (CONVERSATION, FILES, BESIDE, RUNS, EXPORTS):
            register(holder)
