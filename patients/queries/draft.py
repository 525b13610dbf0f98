"""What a draft of the registration says so far: each section checked, the type live, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from patients.models import Patient
from patients.queries.facts import hospital_stays_of, rests_of
from patients.rules import (
    CurrentType,
    HomeRest,
    HospitalStay,
    Problem,
    Setting,
    current_type,
    school_year,
    warn_rest,
)


@dataclass(frozen=True)
class TypePreview:
    """The type that the dates typed so far make: shown live, decided by the rules."""

    verdict: CurrentType
    warnings: tuple[Problem, ...]


def type_preview(
    *,
    setting: str,
    starts_on: date | None,
    estimated_days: int | None,
    rest_ends_on: date | None,
    is_accredited: bool,
    patient: Patient | None,
    today: date,
) -> TypePreview | None:
    """Type A, B or C, effective and expected, with reason and article; None while the dates do not say it.

    The earlier stays of a known pupil count with the new one (R2).
    """
    if setting == Setting.UNTYPED:
        return TypePreview(_current((), (), today, is_frequent=True), ())
    if starts_on is None or starts_on > today:
        return None
    stays, rests = _known(patient)
    if setting == Setting.HOSPITAL:
        stays = (*stays, HospitalStay(starts_on, None, estimated_days, is_accredited=True))
        return TypePreview(_current(stays, (), today), ())
    if rest_ends_on is None or rest_ends_on < starts_on:
        return None
    rest = HomeRest(starts_on, rest_ends_on)
    return TypePreview(_current((), (*rests, rest), today), tuple(warn_rest(rest, rests)))


def _known(patient: Patient | None) -> tuple[tuple[HospitalStay, ...], tuple[HomeRest, ...]]:
    if patient is None:
        return (), ()
    rows = list(patient.stays.prefetch_related("accreditations"))
    return hospital_stays_of(rows), rests_of(rows)


def _current(stays: Any, rests: Any, today: date, *, is_frequent: bool = False) -> CurrentType:
    return current_type(
        stays=stays,
        rests=rests,
        window=school_year(today.year),
        today=today,
        enrolled_on=today,
        is_frequent_ambulatory=is_frequent,
    )


@dataclass(frozen=True)
class SectionState:
    """A section of the draft. `problems` are sentences; `state` is "empty", "due" or "done"."""

    key: str
    label: str
    url: str
    state: str
    problems: tuple[str, ...]


def section_state(key: str, label: str, draft_pk: Any, form: Any) -> SectionState:
    """Read from the errors of the section's own form, bound to what was typed."""
    url = reverse("patients:draft_section", args=[draft_pk, key])
    if not any(value for value in form.data.values() if not isinstance(value, bool)):
        return SectionState(key, label, url, "empty", ("Falta llenar esta parte.",))
    problems = []
    for name, errors in form.errors.items():
        field = form.fields.get(name)
        problems += [f"{field.label}: {error}" if field else str(error) for error in errors]
    return SectionState(key, label, url, "due" if problems else "done", tuple(problems))
