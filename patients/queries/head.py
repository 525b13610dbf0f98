"""The head of a pupil's page: what every tab shows above itself, for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from patients import tabs
from patients.enums import AuthorizationPurpose, DocumentType
from patients.journey import Step
from patients.models import Patient
from patients.queries.facts import PupilFacts, pupil_facts
from patients.querysets import TEAM
from seho.accounts.enums import Role
from seho.text import plural


@dataclass(frozen=True)
class Missing:
    """What a file lacks, with the one act that mends it (`url` empty: this person cannot)."""

    kind: str
    text: str
    url: str
    act_label: str


@dataclass(frozen=True)
class Head:
    """What the head shows; a volunteer's and a director's head does not hold what they may not read."""

    patient_id: int
    name: str
    age: str
    school: str
    grade: str
    seho: str
    type_label: str
    type_reason: str
    type_article: str
    setting: str
    state: str
    day: str
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]
    tabs: tuple[tabs.TabLink, ...]


def head_of(patient: Patient, user: Any, today: date, facts: PupilFacts | None = None) -> Head:
    """The head for this person: team and UGEL whole, director without type and setting, volunteer name and age."""
    facts = facts or pupil_facts(patient, today)
    sees_type = user.scope.has(*TEAM, Role.UGEL_SPECIALIST)
    is_helper = not user.scope.has(*TEAM, Role.UGEL_SPECIALIST, Role.DIRECTOR)
    enrollment = None if is_helper else facts.enrollment
    return Head(
        patient_id=patient.pk,
        name=str(patient),
        age=age_text(patient.birth_date, today),
        school=str(enrollment.school) if enrollment else "",
        grade=str(enrollment.school_grade) if enrollment else "",
        seho=str(facts.episode.seho) if facts.episode and not is_helper else "",
        type_label=facts.verdict.label if sees_type else "",
        type_reason=facts.verdict.reason if sees_type else "",
        type_article=facts.verdict.article if sees_type else "",
        setting=facts.episode.get_setting_display() if sees_type and facts.episode else "",
        state="En atención" if facts.is_in_attention else "Con egreso",
        day=day_text(facts),
        missing=tuple(missing_of(facts, user)),
        steps=() if is_helper else facts.journey,
        tabs=tuple(tabs.tabs_for(user, patient.pk)),
    )


def age_on(birth: date, day: date) -> int:
    """Whole years; who was born on 29 February has the birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_text(birth: date, day: date) -> str:
    years = age_on(birth, day)
    return plural(years, "año", "años") if years else "menos de 1 año"


def day_text(facts: PupilFacts) -> str:
    """día 23, while in attention; afterwards the days of the stay in the SEHO."""
    if facts.episode is None or not facts.stay_days:
        return ""
    if facts.is_in_attention and not facts.to_close:
        return f"día {facts.stay_days}"
    return f"{plural(facts.stay_days, 'día', 'días')} en el SEHO"


def missing_of(facts: PupilFacts, user: Any) -> list[Missing]:
    """What is missing in the file, most needed first; only for the team."""
    if not user.scope.has(*TEAM):
        return []
    sehos = user.scope.seho_ids(Role.COORDINATOR)
    may_mend = facts.episode is not None and facts.episode.seho_id in sehos
    pupil = facts.patient
    found = [
        Missing(kind, text, reverse(url_name, args=[pupil.pk, *args]) if may_mend else "", act)
        for kind, text, url_name, args, act in _gaps(facts)
    ]
    return found


def _gaps(facts: PupilFacts) -> list[tuple[str, str, str, list[int], str]]:
    gaps: list[tuple[str, str, str, list[int], str]] = []
    if facts.is_in_attention:
        for purpose in facts.missing_purposes:
            text = f"Autorización: {AuthorizationPurpose(purpose).label.lower()}"
            gaps.append(("authorization", text, "patients:authorize", [], "Registrar autorización"))
        if facts.to_close:
            gaps.append(("to_close", "Egreso: el alta o el descanso ya terminó", "patients:end", [], "Registrar egreso"))
        if not facts.is_accredited:
            if facts.stay is not None:
                gaps.append(
                    ("accreditation", "Acreditación de la condición de salud (art. 8.2)", "patients:accredit",
                     [facts.stay.pk], "Registrar acreditación")
                )  # fmt: skip
            else:
                gaps.append(("stay", "Estancia", "patients:stay_new", [], "Registrar estancia"))
        if facts.enrollment is None:
            gaps.append(("enrollment", "Matrícula", "patients:enroll", [], "Registrar matrícula"))
    if facts.patient.document_type == DocumentType.NONE:
        gaps.append(("document", "Documento de identidad", "patients:edit", [], "Completar datos"))
    if facts.enrollment is not None and not facts.enrollment.tutor_name and facts.is_in_attention:
        gaps.append(("tutor", "Docente o tutor(a) en la IE", "patients:enroll", [], "Completar matrícula"))
    return gaps
