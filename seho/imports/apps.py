from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "seho.imports"
    label = "imports"
    verbose_name = "Importaciones de catálogos"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from seho.imports.services import READ, WRITE, page_of, read_file, write_changes
        from seho.jobs import registry

        registry.register(READ, read_file, page=page_of)
        registry.register(WRITE, write_changes, page=page_of)
