from django.apps import AppConfig


class PanelConfig(AppConfig):
    name = "seho.panel"
    label = "panel"
    verbose_name = "Tablero"
