from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig

if TYPE_CHECKING:
    from seho.accounts.enums import Role


class AttendanceConfig(AppConfig):
    name = "attendance"
    verbose_name = "Atención"

    def ready(self) -> None:
        from attendance import care, emergency, history
        from attendance.queries.certificates import certificate_faults, certificate_of
        from attendance.services.load import note_entry
        from attendance.services.works import forget_removed
        from patients import care as pupil_care
        from patients import emergency as pupil_emergency
        from patients import tabs
        from patients.querysets import HELPERS, TEAM
        from seho import entries
        from seho.accounts.enums import Role
        from seho.files import before_sweeping
        from seho.papers import verification

        staff, all_readers = (*TEAM, Role.UGEL_SPECIALIST), (*TEAM, *HELPERS, Role.UGEL_SPECIALIST)
        for label, url_name, readers, order in (
            ("Plan", "attendance:plan", staff, 30),
            ("Sesiones", "attendance:pupil_sessions", all_readers, 40),
            ("Evaluación", "attendance:assessment", staff, 50),
            ("Portafolio", "attendance:portfolio", all_readers, 60),
            ("Soporte", "attendance:pupil_support", TEAM, 65),
        ):
            tabs.add(tabs.Tab(label, url_name, _holds_one_of(readers), order))
        history.add_sources()
        verification.register(certificate_of, certificate_faults)
        pupil_care.register(care.box_of)
        pupil_emergency.register(emergency.parts_of)
        entries.listen(note_entry)
        before_sweeping(forget_removed)


def _holds_one_of(readers: tuple[Role, ...]) -> Callable[[Any], bool]:
    return lambda user: bool(user.scope.has(*readers))
