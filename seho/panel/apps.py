from django.apps import AppConfig


class PanelConfig(AppConfig):
    name = "seho.panel"
    label = "panel"
    verbose_name = "Tablero"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils import timezone

        from seho.clock import today
        from seho.files import before_sweeping
        from seho.jobs import registry
        from seho.jobs.models import Job
        from seho.network import demand
        from seho.panel import founding
        from seho.panel.exports import services
        from seho.panel.services import snapshots

        def make_file(job: Job) -> None:
            # As of the day on which it is made: the queue asks for it as a view does.
            services.make(job, today())

        registry.register(services.JOB, make_file, page=lambda job: job.export.get_absolute_url(), is_own=True)
        registry.register(snapshots.JOB_KIND, lambda job: snapshots.work(job, today()), page=snapshots.page)
        demand.told_by(years=founding.years, figures=founding.demand_of)
        before_sweeping(lambda: services.drop_old(now=timezone.now()))
