from django.apps import AppConfig


class RealtimeConfig(AppConfig):
    name = "madang.realtime"
    default_auto_field = "django.db.models.BigAutoField"
