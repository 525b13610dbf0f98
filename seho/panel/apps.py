from django.apps import AppConfig


class PanelConfig(AppConfig):
    name = "seho.panel"
    label = "panel"
    verbose_name = "Tablero"
    default_auto_field = "django.db.models.BigAutoField"
