from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "madang.setup"
    default_auto_field = "django.db.models.BigAutoField"
