from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "seho.papers"
    label = "papers"
    verbose_name = "Papeles y numeración"
    default_auto_field = "django.db.models.BigAutoField"
