"""What the page of a pupil shows to one person: parts that the person may not read are None, not hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from patients.care import CareBox, box_of
from patients.enums import AuthorizationPurpose
from patients.models import (
    Accreditation,
    Assignment,
    Authorization,
    Diagnosis,
    Enrollment,
    Guardian,
    SiagieStatus,
    Stay,
)
from patients.permissions import can_confirm_siagie, can_edit_patient
from patients.queries import PupilFacts
from patients.queries.head import SEES_TYPE
from patients.querysets import HELPERS, TEAM
from patients.rules import TypeChange
from patients.services import proposal_for
from seho.accounts.enums import Role


@dataclass(frozen=True)
class Clock:
    """One of the three clocks with its reason."""

    value: int
    label: str
    note: str
    reason: str
    article: str


@dataclass(frozen=True)
class Decision:
    """What the family decided last on one purpose; `row` is None while it has not."""

    label: str
    row: Authorization | None
    state: str
    word: str


@dataclass(frozen=True)
class StayView:
    """A stay with its papers; `papers` is None for whoever may not read them."""

    stay: Stay
    days: int
    is_accredited: bool
    papers: list[Accreditation] | None
    has_diagnosis: bool


@dataclass(frozen=True)
class Profile:
    patient_id: int
    may_edit: bool
    may_confirm_siagie: bool
    is_in_attention: bool
    care_notes: str | None
    care: CareBox | None
    identity: list[tuple[str, str]] | None
    clocks: list[Clock] | None
    changes: tuple[TypeChange, ...] | None
    enrollment: Enrollment | None
    past_enrollments: list[Enrollment] | None
    guardians: list[Guardian] | None
    decisions: list[Decision] | None
    assignments: list[Assignment] | None
    siagie: SiagieStatus | None
    siagie_reason: str
    siagie_article: str


def profile_of(facts: PupilFacts, user: Any) -> Profile:
    """The parts by role: the team all; UGEL the clocks and the school; director the school and SIAGIE;
    helpers notes.
    """
    scope, patient = user.scope, facts.patient
    is_team, sees_type = scope.has(*TEAM), scope.has(*SEES_TYPE)
    sees_school = sees_type or scope.has(Role.DIRECTOR)
    siagie = facts.siagie if sees_school else None
    proposal = proposal_for(patient, on=facts.as_of) if is_team else None
    return Profile(
        patient_id=patient.pk,
        may_edit=bool(can_edit_patient(user, patient)),
        may_confirm_siagie=siagie is not None and not siagie.confirmed_on and bool(can_confirm_siagie(user, siagie)),
        is_in_attention=facts.is_in_attention,
        care_notes=patient.care_notes if scope.has(*TEAM, *HELPERS) else None,
        care=box_of(facts.episode, user, facts.today) if facts.episode and scope.has(*TEAM, *HELPERS) else None,
        identity=_identity(facts) if is_team else None,
        clocks=_clocks(facts) if sees_type else None,
        changes=facts.history if is_team else None,
        enrollment=facts.enrollment if sees_school else None,
        past_enrollments=_past(facts) if is_team else None,
        guardians=list(patient.guardians.all()) if is_team else None,
        decisions=decisions_of(facts) if is_team else None,
        assignments=_assignments(facts) if is_team else None,
        siagie=siagie,
        siagie_reason=proposal.reason if proposal else "",
        siagie_article=proposal.article if proposal else "",
    )


def decisions_of(facts: PupilFacts) -> list[Decision]:
    """The last decision on each purpose in the SEHO of the episode."""
    seho_id = facts.episode.seho_id if facts.episode else None
    last = {row.purpose: row for row in facts.patient.authorizations.all() if row.seho_id == seho_id}
    found = []
    for purpose in AuthorizationPurpose:
        row = last.get(purpose)
        state, word = _decided(row)
        found.append(Decision(purpose.label, row, state, word))
    return found


def _decided(row: Authorization | None) -> tuple[str, str]:
    if row is None:
        return "waiting", "Sin respuesta"
    if not row.granted:
        return "off", "No autoriza"
    return ("off", "Retirada") if row.revoked_on else ("good", "Autoriza")


def stays_of(facts: PupilFacts, user: Any) -> list[StayView]:
    """The stays, last first; medical papers and diagnosis as far as this person may read them."""
    of_pupil = {"stay__patient": facts.patient}
    with_diagnosis = set(Diagnosis.objects.visible_to(user).filter(**of_pupil).values_list("stay_id", flat=True))
    readable = set(Accreditation.objects.visible_to(user).filter(**of_pupil).values_list("pk", flat=True))
    views = []
    stays = list(facts.patient.stays.all())
    prefetch_related_objects(stays, "hospital")
    for stay in sorted(stays, key=lambda one: (one.starts_on, one.pk), reverse=True):
        papers = list(stay.accreditations.all())
        end = min(stay.ends_on or facts.today, facts.today)
        views.append(
            StayView(
                stay=stay,
                days=max((end - stay.starts_on).days + 1, 0),
                is_accredited=bool(papers),
                papers=[paper for paper in papers if paper.pk in readable] or None,
                has_diagnosis=stay.pk in with_diagnosis,
            )
        )
    return views


def _clocks(facts: PupilFacts) -> list[Clock]:
    seho_note = f"{facts.stay_days} en esta atención" if facts.stay_days != facts.accumulated_days else ""
    return [
        Clock(
            facts.hospital.days,
            "Días de hospitalización",
            "definen el tipo A o B",
            facts.hospital.reason,
            facts.hospital.article,
        ),
        Clock(
            facts.home.total_days,
            "Días de descanso en domicilio",
            "definen el tipo C",
            facts.home.reason,
            facts.home.article,
        ),
        Clock(
            facts.accumulated_days,
            "Días en el SEHO",
            seho_note or "definen los documentos",
            facts.seho.reason,
            facts.seho.article,
        ),
    ]


def _identity(facts: PupilFacts) -> list[tuple[str, str]]:
    patient = facts.patient
    rows = [
        ("Documento", patient.document_label),
        ("Fecha de nacimiento", f"{patient.birth_date:%d/%m/%Y}"),
        ("Sexo", patient.get_sex_display()),
        ("Lengua materna", str(patient.mother_tongue)),
        ("Código de estudiante (SIAGIE)", patient.siagie_code),
        ("Apoyos que necesita", patient.special_needs_note or ("Sí" if patient.has_special_needs else "")),
        ("Domicilio declarado", " · ".join(filter(None, (patient.address, patient.address_district)))),
    ]
    return [(label, value) for label, value in rows if value]


def _past(facts: PupilFacts) -> list[Enrollment]:
    return [row for row in facts.patient.enrollments.all() if row != facts.enrollment]


def _assignments(facts: PupilFacts) -> list[Assignment]:
    if facts.episode is None:
        return []
    return list(facts.episode.assignments.filter(ends_on=None).select_related("user"))
