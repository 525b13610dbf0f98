"""Search before create: is this child already registered, here or anywhere in the country?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from rapidfuzz import fuzz

from patients.enums import DocumentType
from patients.models import Episode, Patient
from patients.rules import age_on
from seho.text import search_key

# Measured on pairs of names as they are typed on a ward: one surname left out, two letters wrong, words
# swapped.
ALIKE_WITH_SAME_BIRTH = 72
ALIKE_WITH_OTHER_BIRTH = 90
_MOST = 400


@dataclass(frozen=True)
class Likeness:
    """A registered pupil who may be this child. Out of scope it holds initials, age and state, nothing
    else.
    """

    patient_id: int
    name: str
    age: int
    detail: str
    is_exact_document: bool
    is_in_scope: bool
    is_open: bool
    is_open_here: bool


def find_duplicates(
    *,
    document_type: str,
    document_number: str,
    names: str,
    birth_date: date | None,
    user: Any,
    seho_id: int,
    today: date,
) -> list[Likeness]:
    """The same document first, then those alike in names and birth date, in the whole country."""
    exact = _by_document(document_type, document_number)
    alike = _alike(names, birth_date, exclude={row.pk for row in exact})
    rows = exact + alike
    seen = set(Patient.objects.visible_to(user).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    return [_likeness(row, row in exact, row.pk in seen, seho_id, today) for row in rows]


def _by_document(kind: str, number: str) -> list[Patient]:
    if kind == DocumentType.NONE or not number:
        return []
    return list(_annotated().filter(is_document(kind, number))[:5])


def is_document(kind: str, number: str) -> Q:
    """The pupil of this document, also by the SIAGIE code, which of who has a DNI is 000000 and the DNI."""
    siagie = Q(siagie_code=number) if kind == DocumentType.SIAGIE else Q(pk__in=[])
    if kind == DocumentType.DNI:
        siagie = Q(siagie_code=f"000000{number}")
    return Q(document_type=kind, document_number=number) | siagie


def _alike(names: str, birth: date | None, *, exclude: set[int]) -> list[Patient]:
    key = search_key(names)
    if not key:
        return []
    block = Q(search_name__startswith=key.split()[0])
    if birth is not None:
        near = Q(birth_date__range=(birth - timedelta(days=366), birth + timedelta(days=366)))
        block = Q(birth_date__in=_readings(birth)) | (block & near)
    rows = _annotated().filter(block).exclude(pk__in=exclude)[:_MOST]
    scored = [(_score(key, birth, row), row) for row in rows]
    return [row for score, row in sorted(scored, key=lambda pair: -pair[0]) if score > 0][:6]


def _readings(birth: date) -> list[date]:
    """The date, and the one with day and month swapped, when it exists."""
    readings = [birth]
    if birth.day <= 12:
        readings.append(date(birth.year, birth.day, birth.month))
    return readings


def _score(key: str, birth: date | None, row: Patient) -> float:
    score = max(fuzz.token_sort_ratio(key, row.search_name), fuzz.token_set_ratio(key, row.search_name) - 8)
    is_same_birth = birth is not None and row.birth_date in _readings(birth)
    needed = ALIKE_WITH_SAME_BIRTH if is_same_birth else ALIKE_WITH_OTHER_BIRTH
    return score + (50 if is_same_birth else 0) if score >= needed else 0


def _annotated() -> Any:
    open_ones = Episode.objects.filter(patient=OuterRef("pk"), ends_on=None)
    return (
        Patient.objects.annotate(is_open=Exists(open_ones)).order_by("search_name", "pk").prefetch_related("episodes")
    )


def _likeness(row: Any, is_exact: bool, is_in_scope: bool, seho_id: int, today: date) -> Likeness:
    is_open_here = any(one.seho_id == seho_id and one.ends_on is None for one in row.episodes.all())
    detail = "Ya está registrado en otro SEHO"
    if is_in_scope:
        detail = f"{row.document_label}. Nació el {row.birth_date:%d/%m/%Y}"
    return Likeness(
        patient_id=row.pk,
        name=str(row) if is_in_scope else row.initials,
        age=age_on(row.birth_date, today),
        detail=detail,
        is_exact_document=is_exact,
        is_in_scope=is_in_scope,
        is_open=row.is_open,
        is_open_here=is_open_here,
    )
