from typing import Any

from django.apps import AppConfig


class ConvalidationConfig(AppConfig):
    name = "convalidation"
    verbose_name = "Documentos y retorno"

    def ready(self) -> None:
        from convalidation import history
        from convalidation.queries.later_steps import later_steps
        from patients import journey, tabs
        from patients.querysets import TEAM
        from seho.accounts.enums import Role

        def sees_papers(user: Any) -> bool:
            return bool(user.scope.has(*TEAM, Role.UGEL_SPECIALIST, Role.DIRECTOR))

        journey.register(later_steps)
        tabs.add(tabs.Tab("Documentos", "convalidation:pupil", sees_papers, order=70))
        history.add_sources()
