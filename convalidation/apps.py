from django.apps import AppConfig


class ConvalidationConfig(AppConfig):
    name = "convalidation"
    verbose_name = "Documentos y retorno"
