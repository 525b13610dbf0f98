from typing import Any

from django.apps import AppConfig


class ConvalidationConfig(AppConfig):
    name = "convalidation"
    verbose_name = "Documentos y retorno"

    def ready(self) -> None:
        from itertools import chain

        from attendance import class_told, frozen, informe
        from convalidation import history
        from convalidation.queries import closing
        from convalidation.queries.chain import faults
        from convalidation.queries.class_reports import told_of_class
        from convalidation.queries.issued_days import paper_of_day, told_among
        from convalidation.queries.later_steps import later_steps
        from convalidation.queries.report_place import report_place
        from convalidation.queries.signing import signed_faults
        from convalidation.queries.verification import paper_of
        from convalidation.services import batches
        from patients import journey, tabs
        from patients.querysets import TEAM
        from seho.accounts.enums import Role
        from seho.clock import today
        from seho.jobs import registry
        from seho.jobs.models import Job
        from seho.network import closing_guards
        from seho.papers import verification

        class_told.set_source(told_of_class)

        def sees_papers(user: Any) -> bool:
            return bool(user.scope.has(*TEAM, Role.UGEL_SPECIALIST, Role.DIRECTOR))

        def issue_batch(job: Job) -> None:
            # Papers bear the day on which they are issued: the queue asks for it as a view does.
            batches.work(job, today())

        registry.register(batches.KIND, issue_batch, page=lambda job: job.batch.get_absolute_url())
        verification.register(paper_of, lambda checked: chain(faults(checked), signed_faults()))
        journey.register(later_steps)
        tabs.add(tabs.Tab("IE", "convalidation:school_tab", sees_papers, order=35))
        tabs.add(tabs.Tab("Documentos", "convalidation:pupil", sees_papers, order=70))
        tabs.add(tabs.Tab("Retorno", "convalidation:return_pupil", sees_papers, order=80))
        history.add_sources()
        closing_guards.add(closing.papers_held)
        closing_guards.add(closing.returns_held)
        frozen.register(paper_of_day)
        frozen.register_many(told_among)
        informe.register(report_place)
