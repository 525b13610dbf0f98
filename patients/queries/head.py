"""The head of a pupil's page: what every tab shows above itself, for the person who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from patients.enums import AuthorizationPurpose, DocumentType
from patients.journey import Step
from patients.models import Patient
from patients.queries.facts import PupilFacts, pupil_facts
from patients.querysets import TEAM
from patients.rules import age_on
from patients.tabs import TabLink, tabs_for
from seho.accounts.enums import Role
from seho.text import plural

SEES_TYPE = (*TEAM, Role.UGEL_SPECIALIST)


@dataclass(frozen=True)
class Badge:
    label: str
    state: str


@dataclass(frozen=True)
class Missing:
    """What a file lacks, with the one act that mends it (`url` empty: this person cannot)."""

    kind: str
    text: str
    url: str
    act_label: str


@dataclass(frozen=True)
class Head:
    """What `patients/_head.html` shows. A volunteer's and a director's head do not hold what they may not
    read.
    """

    patient_id: int
    name: str
    initials: str
    meta: tuple[str, ...]
    type_label: str
    reason: str
    article: str
    days: int | None
    days_label: str
    badges: tuple[Badge, ...]
    missing: tuple[Missing, ...]
    steps: tuple[Step, ...]
    tabs: tuple[TabLink, ...]


def head_of(patient: Patient, user: Any, today: date, *, active: str = "", facts: PupilFacts | None = None) -> Head:
    """The head for this person; `active` is the url name of the tab that shows it.

    Team and UGEL see the type, the director does not, volunteers and interns see name, age and day.
    """
    facts = facts or pupil_facts(patient, today)
    sees_type = user.scope.has(*SEES_TYPE)
    is_helper = not user.scope.has(*SEES_TYPE, Role.DIRECTOR)
    return Head(
        patient_id=patient.pk,
        name=str(patient),
        initials=patient.initials.replace(".", "").replace(" ", ""),
        meta=tuple(_meta(facts, is_helper)),
        type_label=facts.verdict.label if sees_type else "",
        reason=facts.verdict.reason if sees_type else "",
        article=facts.verdict.article if sees_type else "",
        days=facts.stay_days or None,
        days_label="en el SEHO",
        badges=tuple(_badges(facts, sees_type)),
        missing=tuple(missing_of(facts, user)),
        steps=() if is_helper else facts.journey,
        tabs=tuple(tabs_for(user, patient.pk, active=active)),
    )


def _meta(facts: PupilFacts, is_helper: bool) -> list[str]:
    meta = [age_text(facts.patient.birth_date, facts.today)]
    if is_helper:
        return meta
    if facts.enrollment is not None:
        meta += [str(facts.enrollment.school_grade), str(facts.enrollment.school)]
    if facts.episode is not None:
        meta.append(str(facts.episode.seho))
    return meta


def _badges(facts: PupilFacts, sees_type: bool) -> list[Badge]:
    badges = [Badge("En atención", "good") if facts.is_in_attention else Badge("Con egreso", "off")]
    if sees_type and facts.episode is not None and facts.is_in_attention:
        badges.append(Badge(facts.episode.get_setting_display(), "neutral"))
    return badges


def age_text(birth: date, day: date) -> str:
    years = age_on(birth, day)
    return plural(years, "año", "años") if years else "menos de 1 año"


def missing_of(facts: PupilFacts, user: Any) -> list[Missing]:
    """What is missing in the file, most needed first; for the team alone, with the act for its
    coordinator.
    """
    if not user.scope.has(*TEAM):
        return []
    may_mend = facts.episode is not None and facts.episode.seho_id in user.scope.seho_ids(Role.COORDINATOR)
    pk = facts.patient.pk
    return [
        Missing(kind, text, reverse(url_name, args=[pk, *args]) if may_mend else "", act)
        for kind, text, url_name, args, act in _gaps(facts)
    ]


_Gap = tuple[str, str, str, list[int], str]


def _gaps(facts: PupilFacts) -> list[_Gap]:
    gaps = _gaps_of_attention(facts) if facts.is_in_attention else []
    if facts.patient.document_type == DocumentType.NONE:
        gaps.append(("document", "documento de identidad", "patients:edit", [], "Completar datos"))
    return gaps


def _gaps_of_attention(facts: PupilFacts) -> list[_Gap]:
    gaps: list[_Gap] = []
    for purpose in facts.missing_purposes:
        text = f"autorización para {AuthorizationPurpose(purpose).label.lower()}"
        gaps.append(("authorization", text, "patients:authorize", [], "Registrar autorización"))
    if facts.to_close:
        gaps.append(("egress", "egreso, porque el alta o el descanso terminó", "patients:end", [], "Registrar egreso"))
    if not facts.is_accredited:
        gaps.append(_accreditation_gap(facts))
    if facts.enrollment is None:
        gaps.append(("enrollment", "matrícula", "patients:enroll", [], "Registrar matrícula"))
    elif not facts.enrollment.tutor_name:
        gaps.append(("tutor", "docente o tutor(a) en la IE", "patients:enroll", [], "Completar matrícula"))
    return gaps


def _accreditation_gap(facts: PupilFacts) -> _Gap:
    if facts.stay is None:
        return ("stay", "estancia", "patients:stay_new", [], "Registrar estancia")
    text = "acreditación de la condición de salud (art. 8.2)"
    return ("accreditation", text, "patients:accredit", [facts.stay.pk], "Registrar acreditación")
