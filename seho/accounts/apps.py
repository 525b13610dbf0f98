from django.apps import AppConfig

from seho.accounts.scope import EMPTY


class AccountsConfig(AppConfig):
    name = "seho.accounts"
    label = "accounts"
    verbose_name = "Personas y permisos"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.models import AnonymousUser  # models are not ready before

        # `visible_to(request.user)` must also hold in public views, where nobody has signed in.
        AnonymousUser.scope = EMPTY  # type: ignore[attr-defined]
