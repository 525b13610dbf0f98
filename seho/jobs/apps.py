from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "seho.jobs"
    label = "jobs"
    verbose_name = "Trabajos en segundo plano"
    default_auto_field = "django.db.models.BigAutoField"
