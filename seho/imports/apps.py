from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "seho.imports"
    label = "imports"
    verbose_name = "Importaciones de catálogos"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from seho.imports.models import Import
        from seho.imports.services import READ, WRITE, read_file, write_changes
        from seho.jobs import registry
        from seho.jobs.models import Job

        def page(job: Job) -> str:
            found: Import = Import.objects.get(client_id=job.client_id) if job.kind == READ else job_import(job)
            return found.get_absolute_url()

        def job_import(job: Job) -> Import:
            found: Import = Import.objects.get(write_key=job.client_id)
            return found

        registry.register(READ, read_file, page=page)
        registry.register(WRITE, write_changes, page=page)
