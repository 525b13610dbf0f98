from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "seho.network"
    label = "network"
    verbose_name = "Red"
    default_auto_field = "django.db.models.BigAutoField"
