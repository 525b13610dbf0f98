"""The registration of a pupil in a SEHO: everything in one transaction, once (art. 10.1, 10.2)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from patients.enums import NEEDED_PURPOSES, AuthorizationPurpose, Setting
from patients.models import Enrollment, Episode, Guardian, Patient, Referral, RegistrationDraft
from patients.rules import check_authorization, check_not_future
from patients.services.accreditations import Paper, set_diagnosis
from patients.services.episodes import close_for_transfer_in, open_episode
from patients.services.people import authorize
from patients.services.referrals import mark_registered
from patients.services.siagie import align_siagie
from patients.services.stays import new_stay
from patients.services.writing import locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.network.models import Seho

TAKEN = (
    "Otra persona acaba de registrar a esta o este estudiante. Búsquelo de nuevo: si es la misma persona, "
    "continúe desde su expediente."
)


@dataclass(frozen=True)
class Registration:
    """What the guided form gathered, checked in shape.

    `patient` is the pupil when the search found the same person (readmission, or transfer if open elsewhere);
    `keeps_identity` says that the stored identity stands, because this person could not see it before.
    """

    seho: Seho
    client_id: uuid.UUID
    pupil: Mapping[str, Any]
    guardian: Mapping[str, Any]
    decisions: Mapping[str, bool]
    decided_on: date
    setting: str
    modality: str
    starts_on: date
    stay: Mapping[str, Any] | None
    paper: Paper | None
    enrollment: Mapping[str, Any] | None
    authorization_file: str = ""
    diagnosis: str = ""
    distinct_reason: str = ""
    patient: Patient | None = None
    keeps_identity: bool = False
    referral: Referral | None = None
    draft: RegistrationDraft | None = field(default=None, compare=False)


def register(*, by: Any, registration: Registration, today: date) -> Episode:
    """Create pupil, guardian, authorisations, stay, paper, enrolment, episode and SIAGIE state; close the
    referral.

    Sending it again with the same `client_id` answers the same episode. When two coordinators register the
    same child at once, one wins and the other gets ValidationError(TAKEN) with nothing written.
    """
    done = Episode.objects.filter(client_id=registration.client_id).first()
    if done is not None:
        return done
    try:
        with races_told(TAKEN), transaction.atomic():
            return _register(by, registration, today)
    except ValidationError:
        done = Episode.objects.filter(client_id=registration.client_id).first()
        if done is not None:  # the same form, sent twice at once: the other one was quicker
            return done
        raise


def _register(by: Any, asked: Registration, today: date) -> Episode:
    _refuse_early(asked, today)
    patient = _patient(by, asked)
    previous = close_for_transfer_in(by=by, patient=patient, on=asked.starts_on, today=today)
    guardian = _guardian(patient, asked.guardian)
    authorize(
        by=by,
        guardian=guardian,
        seho=asked.seho,
        decisions=asked.decisions,
        decided_on=asked.decided_on,
        file=asked.authorization_file,
        today=today,
    )
    if asked.enrollment is not None:
        _enroll(patient, asked.enrollment)
    if asked.stay is not None:
        stay = new_stay(
            by=by, patient=patient, setting=asked.setting, values=asked.stay, paper=asked.paper, today=today
        )
        if asked.diagnosis:
            set_diagnosis(
                by=by, stay=stay, text=asked.diagnosis, is_presumptive=bool(asked.paper and asked.paper.is_presumptive)
            )
    episode = open_episode(
        by=by,
        patient=patient,
        seho=asked.seho,
        setting=asked.setting,
        modality=asked.modality,
        starts_on=asked.starts_on,
        client_id=asked.client_id,
        previous=previous,
        today=today,
    )
    align_siagie(by=by, patient=patient, on=asked.starts_on)
    if asked.referral is not None:
        mark_registered(referral=asked.referral, patient=patient, today=today)
    if asked.draft is not None:
        asked.draft.delete()
    return episode


def _refuse_early(asked: Registration, today: date) -> None:
    for purpose in NEEDED_PURPOSES:
        if not asked.decisions.get(purpose):
            label = AuthorizationPurpose(purpose).label.lower()
            refuse_field(purpose.lower(), f"Falta la autorización de la familia: {label} (art. 10.1).")
    if asked.enrollment is None:
        refuse_field("school", "Falta la matrícula: sin ella es un potencial estudiante-paciente (art. 5.5, 10.1).")
    if asked.setting != Setting.UNTYPED and (asked.stay is None or asked.paper is None):
        refuse_field("kind", "Falta acreditar la condición de salud (art. 8.2).")
    refuse(check_authorization(decided_on=asked.decided_on, registered_on=asked.starts_on, today=today))
    refuse(check_not_future("birth_date", asked.pupil.get("birth_date"), today=today))


def _patient(by: Any, asked: Registration) -> Patient:
    if asked.patient is not None:
        patient = locked(asked.patient)
        if asked.keeps_identity:
            audit.record(by=by, act="Registró a un estudiante que venía de otro SEHO", obj=patient, seho=asked.seho)
            return patient
        before = audit.snapshot(patient)
        write(patient, {**asked.pupil, "version": patient.version + 1})
        audit.record(
            by=by,
            act="Actualizó los datos al registrar de nuevo",
            obj=patient,
            before=before,
            after=audit.snapshot(patient),
            seho=asked.seho,
        )
        return patient
    patient = write(Patient(created_by=by, distinct_reason=asked.distinct_reason, **asked.pupil))
    audit.record(by=by, act="Registró al estudiante", obj=patient, seho=asked.seho, reason=asked.distinct_reason)
    return patient


def _guardian(patient: Patient, values: Mapping[str, Any]) -> Guardian:
    """The same guardian is not written twice: by document, else by name."""
    number = values.get("document_number", "")
    known = Guardian.objects.filter(patient=patient)
    same = known.filter(document_number=number) if number else known.filter(full_name__iexact=values["full_name"])
    guardian = same.first() or Guardian(patient=patient)
    known.exclude(pk=guardian.pk).filter(is_main=True).update(is_main=False)
    return write(guardian, {**values, "is_main": True})


def _enroll(patient: Patient, values: Mapping[str, Any]) -> None:
    current = Enrollment.objects.filter(patient=patient, ends_on=None).first()
    key = (values["school"].pk, values["school_grade"].pk)
    if current is not None and (current.school_id, current.school_grade_id) == key:
        write(current, {name: value for name, value in values.items() if name != "starts_on"})
        return
    starts_on = values["starts_on"]
    if current is not None:
        starts_on = max(starts_on, current.starts_on)
        write(current, {"ends_on": starts_on})
    write(Enrollment(patient=patient, **{**values, "starts_on": starts_on}))
