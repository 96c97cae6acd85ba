from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "madang.intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the raw store keeps of customers' words."""
        from madang.tickets.holders import register

        from .holding import ORIGINALS

        register(ORIGINALS)
