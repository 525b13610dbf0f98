from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "patients"
    verbose_name = "Estudiantes"

    def ready(self) -> None:
        from patients.queries.handover import drafts_held, pupils_held, referrals_held
        from seho.network import closing_guards

        for guard in (pupils_held, referrals_held, drafts_held):
            closing_guards.add(guard)
