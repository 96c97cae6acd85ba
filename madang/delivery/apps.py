from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "madang.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the ledger keeps of customers' words."""
        from madang.tickets.holders import register

        from .holding import LEDGER

        register(LEDGER)
