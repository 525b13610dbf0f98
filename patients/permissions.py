"""What a person may do with a pupil's file (design, section 5). Which files they see at all: `querysets`.

Every answer is Allowed or Denied with the sentence that the person reads.
"""

from __future__ import annotations

from typing import Any

from patients.models import EmergencyAccess, Episode, ListProposal, Patient, Referral, RegistrationDraft, SiagieStatus
from patients.querysets import HEALTH_READERS, TEAM
from seho.accounts.enums import Role
from seho.accounts.permissions import Allowed, Denied, Permission
from seho.network.models import Seho

_COORDINATOR = "Solo la coordinadora o el coordinador del SEHO puede hacerlo (art. 10.1)."
_TEAM = "Solo el equipo del SEHO puede ver esta parte del expediente."
_HEALTH = "Los datos de salud son reservados: solo los leen la coordinación y la psicóloga o el psicólogo del SEHO."
_PAST = "La o el estudiante ya no está en atención en su SEHO: puede leer su expediente, no cambiarlo."


def can_register(user: Any, seho_id: int | None = None) -> Permission:
    """Register a pupil, in this SEHO or in any of the person's."""
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    is_hers = bool(sehos) if seho_id is None else seho_id in sehos
    return Allowed() if is_hers else Denied(_COORDINATOR)


def can_edit_patient(user: Any, patient: Patient) -> Permission:
    """Change the file: the coordinator of the SEHO that attends, or that attended last."""
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    if not sehos:
        return Denied(_COORDINATOR)
    latest = _latest_episode(patient)
    if latest is not None and latest.seho_id in sehos:
        return Allowed()
    return Denied(_PAST)


def can_hand_over(user: Any, seho: Seho) -> Permission:
    """Pass the pupils of a service that closes to another one: its coordinator, or its UGEL (art. 33.1)."""
    scope = user.scope
    if seho.pk not in scope.seho_ids(Role.COORDINATOR) and seho.ugel_id not in scope.ugel_ids(Role.UGEL_SPECIALIST):
        return Denied("Lo hace la coordinación del servicio o la UGEL que lo cierra (art. 33.1).")
    if not seho.closings.filter(withdrawn_on=None).exists():
        return Denied("Este servicio no está en cierre: traslade a cada estudiante desde su expediente.")
    return Allowed()


can_discharge = can_edit_patient
can_edit_stays = can_edit_patient
can_authorize = can_edit_patient
can_assign = can_edit_patient


def can_see_stays(user: Any, patient: Patient) -> Permission:
    return _of_team(user, patient, TEAM, _TEAM)


can_see_history = can_see_stays


def can_read_health(user: Any, patient: Patient) -> Permission:
    """Diagnosis and medical papers (art. 6.d; Ley 29733)."""
    return _of_team(user, patient, HEALTH_READERS, _HEALTH)


def can_write_health(user: Any, patient: Patient) -> Permission:
    permission = can_read_health(user, patient)
    return can_edit_patient(user, patient) if permission else permission


def can_confirm_siagie(user: Any, status: SiagieStatus) -> Permission:
    """The director of the school where the pupil is enrolled registers the state (art. 10.3, 40.a)."""
    schools = user.scope.school_ids(Role.DIRECTOR)
    is_hers = status.patient.enrollments.filter(ends_on=None, school_id__in=schools).exists()
    return Allowed() if is_hers else Denied("El estado lo registra la dirección de la IE (art. 10.3).")


def can_communicate_siagie(user: Any, status: SiagieStatus) -> Permission:
    return can_edit_patient(user, status.patient)


def can_refer(user: Any) -> Permission:
    """Tell of a potential pupil: team, focal point, director (art. 10.1, 36)."""
    is_able = user.scope.has(*TEAM, Role.FOCAL_POINT, Role.DIRECTOR)
    return Allowed() if is_able else Denied("Solo el equipo del SEHO, el punto focal y la IE dan avisos.")


def can_handle_referral(user: Any, referral: Referral) -> Permission:
    """Contact, orient, close: coordinator and psychologist; the teacher reads (design, section 5)."""
    sehos = user.scope.seho_ids(*HEALTH_READERS)
    if referral.seho_id in sehos:
        return Allowed()
    return Denied("Solo la coordinación y la psicóloga o el psicólogo del SEHO atienden los avisos.")


def can_hand_over_list(user: Any, hospitals: Any) -> Permission:
    """The hospital's daily list: where a service works in that hospital (art. 36.a)."""
    if hospitals:
        return Allowed()
    return Denied("No hay un SEHO en funcionamiento en su establecimiento de salud que reciba la lista.")


def can_answer_proposal(user: Any, proposal: ListProposal) -> Permission:
    """Of a pupil, whoever may change the file; of a newcomer, the coordinator of the service in that hospital."""
    if proposal.patient is not None:
        return can_edit_patient(user, proposal.patient)
    return can_register(user)


def can_review_emergency(user: Any, access: EmergencyAccess) -> Permission:
    """The coordinator of the service that holds the record, once it is over; not whoever opened it."""
    if access.seho_id not in user.scope.seho_ids(Role.COORDINATOR) or access.opened_by_id == user.pk:
        return Denied("Lo revisa la coordinación del SEHO que tiene el expediente.")
    return Denied("Este acceso ya se revisó.") if access.reviewed_at else Allowed()


def can_edit_draft(user: Any, draft: RegistrationDraft) -> Permission:
    return can_register(user, draft.seho_id)


def _of_team(user: Any, patient: Patient, roles: tuple[Role, ...], sentence: str) -> Permission:
    sehos = user.scope.seho_ids(*roles)
    if any(episode.seho_id in sehos for episode in patient.episodes.all()):
        return Allowed()
    return Denied(sentence)


def _latest_episode(patient: Patient) -> Episode | None:
    rows = list(patient.episodes.all())
    return next((row for row in rows if row.ends_on is None), max(rows, key=_day_and_key, default=None))


def _day_and_key(episode: Episode) -> tuple[Any, int]:
    return episode.starts_on, episode.pk
