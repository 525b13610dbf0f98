from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "seho.papers"
    label = "papers"
    verbose_name = "Papeles y numeración"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.core import checks

        from seho.papers.checks import signing_certificate

        checks.register(signing_certificate, deploy=True)
