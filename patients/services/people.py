"""The pupil, the family and its decisions, the school, the volunteers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from patients.enums import NEEDED_PURPOSES, AuthorizationPurpose, EpisodeEnd
from patients.models import Assignment, Authorization, Enrollment, Episode, Guardian, Patient
from patients.querysets import HELPERS
from patients.rules import check_authorization, check_not_future
from patients.services.siagie import align_siagie
from patients.services.writing import locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.accounts.models import Membership
from seho.forms import check_version
from seho.network.models import Seho

_EXISTING_DOCUMENT = "Ya hay una o un estudiante registrado con este documento."


def edit_patient(*, by: Any, patient: Patient, version: int, values: Mapping[str, Any], today: date) -> Patient:
    """Correct or complete the pupil's data; the history keeps what stood before."""
    refuse(check_not_future("birth_date", values.get("birth_date"), today=today))
    with races_told(_EXISTING_DOCUMENT), transaction.atomic():
        patient = locked(patient)
        check_version(patient, version)
        before = audit.snapshot(patient)
        write(patient, {**values, "version": patient.version + 1})
        audit.record(
            by=by,
            act="Corrigió los datos del estudiante",
            obj=patient,
            before=before,
            after=audit.snapshot(patient),
            seho=_seho_of(patient),
        )
    return patient


@transaction.atomic
def save_guardian(
    *, by: Any, patient: Patient, values: Mapping[str, Any], guardian: Guardian | None = None
) -> Guardian:
    """Add a guardian or correct one; the main contact is one at a time."""
    locked(patient)
    is_new = guardian is None
    guardian = Guardian(patient=patient, is_main=False) if guardian is None else locked(guardian)
    before = None if is_new else audit.snapshot(guardian)
    others = Guardian.objects.filter(patient=patient).exclude(pk=guardian.pk)
    is_main = bool(values.get("is_main")) or not others.filter(is_main=True).exists()
    if is_main:
        others.filter(is_main=True).update(is_main=False)
    write(guardian, {**values, "is_main": is_main})
    act = "Registró a un familiar responsable" if is_new else "Corrigió los datos de un familiar"
    audit.record(by=by, act=act, obj=guardian, before=before, after=audit.snapshot(guardian), seho=_seho_of(patient))
    return guardian


@transaction.atomic
def authorize(
    *,
    by: Any,
    guardian: Guardian,
    seho: Seho,
    decisions: Mapping[str, bool],
    decided_on: date,
    file: str = "",
    today: date,
) -> list[Authorization]:
    """What the guardian decided in writing on a day, by purpose (art. 10.1; Ley 29733). Later decisions
    prevail.
    """
    if not decisions:
        refuse_field("decided_on", "Marque qué decidió la familia en al menos una finalidad.")
    refuse(check_authorization(decided_on=decided_on, today=today))
    rows = []
    for purpose, granted in decisions.items():
        row = Authorization(
            patient=guardian.patient,
            seho=seho,
            guardian=guardian,
            purpose=purpose,
            granted=granted,
            decided_on=decided_on,
            file=file,
            recorded_by=by,
        )
        rows.append(write(row))
    audit.record(
        by=by,
        act="Registró la autorización de la familia",
        obj=rows[0],
        seho=seho,
        after={**_named(decisions), "decided_on": decided_on},
    )
    return rows


def _named(decisions: Mapping[str, bool]) -> dict[str, str]:
    """The decisions as the history reads them."""
    return {AuthorizationPurpose(purpose).label: "sí" if yes else "no" for purpose, yes in decisions.items()}


@transaction.atomic
def revoke_authorization(*, by: Any, authorization: Authorization, revoked_on: date, today: date) -> Authorization:
    """The guardian takes a permission back. Without a needed one the attention ends on that day (art.
    10.1).
    """
    refuse(check_not_future("revoked_on", revoked_on, today=today))
    row = locked(authorization)
    if row.revoked_on:
        refuse_field("revoked_on", "Esta autorización ya fue revocada.")
    if revoked_on < row.decided_on:
        refuse_field("revoked_on", "La revocación no puede ser anterior a la firma de la autorización.")
    write(row, {"revoked_on": revoked_on})
    audit.record(
        by=by,
        act="Registró la revocación de una autorización",
        obj=row,
        after={"purpose": row.purpose, "revoked_on": revoked_on},
    )
    if row.purpose in NEEDED_PURPOSES:
        _end_without_authorization(by=by, row=row, on=revoked_on)
    return row


def _end_without_authorization(*, by: Any, row: Authorization, on: date) -> None:
    episode = (
        Episode.objects.select_for_update().filter(patient_id=row.patient_id, seho_id=row.seho_id, ends_on=None).first()
    )
    if episode is None:
        return
    write(
        episode,
        {
            "ends_on": max(on, episode.starts_on),
            "end_reason": EpisodeEnd.WITHDRAWAL,
            "version": episode.version + 1,
        },
    )
    audit.record(
        by=by, act="Registró el egreso por retiro de la autorización", obj=episode, after={"ends_on": episode.ends_on}
    )
    align_siagie(by=by, patient=row.patient, on=on)


@transaction.atomic
def change_enrollment(*, by: Any, patient: Patient, values: Mapping[str, Any], today: date) -> Enrollment:
    """The first enrolment, a correction of the current one, or a new school, which keeps both (example 46).

    The same school and grade: the current row is corrected. Another: the current one ends on the eve of
    `starts_on`.
    """
    patient = locked(patient)
    refuse(check_not_future("starts_on", values["starts_on"], today=today))
    current = Enrollment.objects.select_for_update().filter(patient=patient, ends_on=None).first()
    key = (values["school"].pk, values["school_grade"].pk)
    if current and (current.school_id, current.school_grade_id) == key:
        return _correct_enrollment(by=by, row=current, values=values)
    if current:
        if values["starts_on"] <= current.starts_on:
            refuse_field(
                "starts_on",
                f"La nueva matrícula empieza después de la anterior, que es del {current.starts_on:%d/%m/%Y}.",
            )
        write(current, {"ends_on": values["starts_on"] - timedelta(days=1)})
    row = write(Enrollment(patient=patient, **values))
    audit.record(
        by=by,
        act="Registró la matrícula en otra IE" if current else "Registró la matrícula",
        obj=row,
        before=audit.snapshot(current) if current else None,
        after=audit.snapshot(row),
        seho=_seho_of(patient),
    )
    is_new_school = current is None or current.school_id != row.school_id
    align_siagie(by=by, patient=patient, on=values["starts_on"], is_new_school=is_new_school)
    return row


def _correct_enrollment(*, by: Any, row: Enrollment, values: Mapping[str, Any]) -> Enrollment:
    before = audit.snapshot(row)
    write(row, values)
    audit.record(
        by=by,
        act="Corrigió la matrícula",
        obj=row,
        before=before,
        after=audit.snapshot(row),
        seho=_seho_of(row.patient),
    )
    return row


def assign(*, by: Any, episode: Episode, user: Any, starts_on: date, today: date) -> Assignment:
    """A volunteer or intern of the SEHO may see this pupil's minimum and log for them (art. 21, 22)."""
    with races_told("Esa persona ya está asignada."), transaction.atomic():
        helpers = Membership.objects.active_on(today).filter(user=user, role__in=HELPERS, seho=episode.seho_id)
        posts = list(helpers.with_checks())
        if not posts:
            refuse_field("user", "Elija a una persona voluntaria o practicante de este SEHO.")
        _refuse_unchecked(posts, max(starts_on, today))
        row = write(Assignment(episode=episode, user=user, starts_on=starts_on, assigned_by=by))
        audit.record(by=by, act="Asignó a una persona de apoyo", obj=row, after={"user": user.pk}, seho=episode.seho)
    return row


def _refuse_unchecked(posts: Iterable[Membership], day: date) -> None:
    """Nobody comes near a pupil without the three checks in force on the first day (DCF 3.ª)."""
    known = [post.background_on(day) for post in posts]
    if not any(background.holds for background in known):
        refuse_field("user", f"Sus antecedentes no están al día. {known[0].wrong}. Verifíquelos antes de asignar.")


@transaction.atomic
def unassign(*, by: Any, assignment: Assignment, ends_on: date) -> Assignment:
    row = locked(assignment)
    if row.ends_on is None:
        write(row, {"ends_on": max(ends_on, row.starts_on)})
        audit.record(by=by, act="Terminó una asignación", obj=row, seho=row.episode.seho)
    return row


def _seho_of(patient: Patient) -> Seho | None:
    """The SEHO in whose history the act stands: that of the open episode, else of the last."""
    episode = Episode.objects.filter(patient=patient).order_by("ends_on", "-starts_on").first()
    open_one = Episode.objects.filter(patient=patient, ends_on=None).first()
    chosen = open_one or episode
    return chosen.seho if chosen else None
