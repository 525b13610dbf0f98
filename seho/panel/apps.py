from django.apps import AppConfig


class PanelConfig(AppConfig):
    name = "seho.panel"
    label = "panel"
    verbose_name = "Tablero"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from seho.clock import today
        from seho.jobs import registry
        from seho.panel.services import snapshots

        registry.register(
            snapshots.JOB_KIND, lambda job: snapshots.work(job, today()), page=lambda job: snapshots.page(job)
        )
