from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "madang.tickets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the tables of tickets keep of customers' words, and what imports of people can mean."""
        from .actions.holding import BESIDE, CONVERSATION, FILES
        from .actions.holding_many import EXPORTS, RUNS
        from .holders import register
        from .imported_fields import register_fields

        for holder in (CONVERSATION, FILES, BESIDE, RUNS, EXPORTS):
            register(holder)
        register_fields()
