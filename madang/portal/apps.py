from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "madang.portal"
    default_auto_field = "django.db.models.BigAutoField"
