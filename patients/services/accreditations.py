"""Papers of art. 8.2, which accredit a stay, and its diagnosis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from patients.enums import AccreditationKind, StayKind
from patients.models import Accreditation, Diagnosis, Patient, Stay
from patients.rules import HomeRest as Rest
from patients.rules import Problem, check_not_future, check_rest
from patients.services.siagie import align_siagie
from patients.services.writing import locked, refuse, service_of, write
from seho.accounts import audit

PAPER_FIELDS = {"starts_on": "rest_starts_on", "ends_on": "rest_ends_on"}


@dataclass(frozen=True)
class Paper:
    """A paper of art. 8.2 as it was typed; `file` is the path of the stored scan."""

    kind: str
    issued_on: date
    physician_license: str = ""
    is_presumptive: bool = False
    file: str = ""
    rest_starts_on: date | None = None
    rest_ends_on: date | None = None
    estimated_days: int | None = None


def add_accreditation(*, by: Any, stay: Stay, paper: Paper, today: date) -> Accreditation:
    """One more paper of a stay: the first one accredits it, another one extends the rest or the estimate
    (R12).
    """
    with transaction.atomic():
        locked(stay.patient)
        stay = locked(stay)
        refuse(paper_problems(paper, stay.kind, today=today), **PAPER_FIELDS)
        row = write_accreditation(by=by, stay=stay, paper=paper)
        if paper.estimated_days:
            write(stay, {"estimated_days": paper.estimated_days, "version": stay.version + 1})
        elif stay.kind == StayKind.HOME_REST:
            write(stay, {"estimated_days": _rest_days(stay), "version": stay.version + 1})
        align_siagie(by=by, patient=stay.patient, on=max(paper.issued_on, stay.starts_on))
    return row


def write_accreditation(*, by: Any, stay: Stay, paper: Paper) -> Accreditation:
    """The row and its event, inside the caller's transaction."""
    row = Accreditation(
        stay=stay,
        kind=paper.kind,
        issued_on=paper.issued_on,
        physician_license=paper.physician_license,
        is_presumptive=paper.is_presumptive,
        file=paper.file,
        rest_starts_on=paper.rest_starts_on,
        rest_ends_on=paper.rest_ends_on,
        estimated_days=paper.estimated_days,
        recorded_by=by,
    )
    write(row)
    audit.record(
        by=by,
        act="Registró la acreditación de la estancia",
        obj=row,
        seho=service_of(stay.patient),
        after={"kind": row.kind, "issued_on": row.issued_on},
    )
    return row


def paper_problems(paper: Paper, stay_kind: str, *, today: date) -> list[Problem]:
    """What cannot be in a paper: its kind is not of the stay, it is of the future, it ends before it
    starts.
    """
    problems = check_not_future("issued_on", paper.issued_on, today=today)
    is_hospital_paper = paper.kind == AccreditationKind.HOSPITALIZATION
    if is_hospital_paper != (stay_kind == StayKind.HOSPITAL):
        needed = (
            "La hospitalización se acredita con la constancia de hospitalización (art. 8.2.a)."
            if stay_kind == StayKind.HOSPITAL
            else "El descanso en domicilio se acredita con indicación médica o certificado de salud (art. 8.2.b)."
        )
        problems.append(Problem("kind", needed))
    if stay_kind == StayKind.HOME_REST:
        if paper.rest_starts_on is None or paper.rest_ends_on is None:
            problems.append(Problem("rest_ends_on", "Escriba desde cuándo y hasta cuándo indica descanso."))
        else:
            dates = {"starts_on": paper.rest_starts_on, "ends_on": paper.rest_ends_on}
            problems += check_rest(**dates, issued_on=paper.issued_on, today=today)[len(problems) :]
    return problems


def rests_before(patient: Patient) -> list[Rest]:
    """The certified rests of a pupil, which a new certificate may continue (R12)."""
    papers = Accreditation.objects.filter(stay__patient=patient).select_related("stay")
    return [
        Rest(one.rest_starts_on, one.rest_ends_on, one.issued_on, one.stay.ends_on)
        for one in papers
        if one.rest_starts_on and one.rest_ends_on
    ]


@transaction.atomic
def set_diagnosis(*, by: Any, stay: Stay, text: str, icd10: str = "", is_presumptive: bool = False) -> Diagnosis:
    """Write the diagnosis of a stay; the event says that it changed, never what it says."""
    row = Diagnosis.objects.select_for_update().filter(stay=stay).first() or Diagnosis(stay=stay)
    is_new = row.pk is None
    write(row, {"text": text, "icd10": icd10, "is_presumptive": is_presumptive, "updated_by": by})
    act = "Registró el diagnóstico" if is_new else "Corrigió el diagnóstico"
    audit.record(by=by, act=act, obj=row, seho=service_of(stay.patient))
    return row


def span_days(paper: Paper) -> int | None:
    if paper.rest_starts_on is None or paper.rest_ends_on is None:
        return None
    return (paper.rest_ends_on - paper.rest_starts_on).days + 1


def _rest_days(stay: Stay) -> int | None:
    ends = [row.rest_ends_on for row in stay.accreditations.all() if row.rest_ends_on]
    return (max(ends) - stay.starts_on).days + 1 if ends else None
