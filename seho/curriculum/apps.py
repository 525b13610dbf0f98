from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "seho.curriculum"
    label = "curriculum"
    verbose_name = "Currículo y calendarios"
    default_auto_field = "django.db.models.BigAutoField"
