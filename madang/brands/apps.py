from django.apps import AppConfig


class BrandsConfig(AppConfig):
    name = "madang.brands"
    default_auto_field = "django.db.models.BigAutoField"
