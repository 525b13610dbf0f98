"""The list of pupils: searched, filtered, sorted, and told only as far as the person may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from patients.enums import DocumentType, Setting
from patients.models import Episode, Patient
from patients.queries.facts import PupilFacts, facts_for_many
from patients.queries.head import SEES_TYPE, age_text, missing_of
from patients.queries.types import types_of
from patients.querysets import TEAM
from patients.rules import StudentType
from seho.accounts.enums import Role
from seho.paging import CountedPaginator, in_order
from seho.text import search_key

PAGE_SIZE = 25
IN_ATTENTION, ENDED, ALL = "atencion", "egreso", "todos"


@dataclass(frozen=True)
class PupilFilters:
    """What the address of the list says."""

    q: str = ""
    state: str = IN_ATTENTION
    type: str = ""
    setting: str = ""
    missing: str = ""
    sort: str = "nombre"
    page: str = "1"


@dataclass(frozen=True)
class PupilRow:
    """A pupil in the list. Fields that this person may not read are empty and were never filled."""

    patient_id: int
    url: str
    name: str
    age: str
    grade: str = ""
    school: str = ""
    seho: str = ""
    setting: str = ""
    type_label: str = ""
    is_in_attention: bool = True
    days: int | None = None
    missing: tuple[str, ...] = ()
    care_notes: str = ""


SORTS = {
    "nombre": ("search_name", "pk"),
    "reciente": ("-last_started_on", "pk"),
    "antiguo": ("last_started_on", "pk"),
}
MISSING_KINDS = {
    "autorizacion": ("authorization",),
    "acreditacion": ("accreditation", "stay"),
    "matricula": ("enrollment", "tutor"),
    "egreso": ("egress",),
    "documento": ("document",),
}


def pupils_page(user: Any, filters: PupilFilters, counts: dict[str, int], today: date) -> Page[Any]:
    """One page of rows; the number of queries does not grow with the pupils. `counts` as `state_counts` gives them.

    Type and what is missing are computed for whoever the other filters leave: the type from dates alone, what is
    missing for those in attention. The whole facts are only of the pupils that the page shows.
    """
    filters = _allowed(filters, user)
    pupils = _pupils(user, filters, today)
    is_counted = not (filters.type or filters.setting or filters.missing)
    paginator = (
        CountedPaginator(pupils, PAGE_SIZE, counts[filters.state]) if is_counted else Paginator(pupils, PAGE_SIZE)
    )
    page: Page[Any] = paginator.get_page(filters.page)
    page.object_list = pupil_rows(list(page.object_list), user, today)
    return page


def pupil_keys(user: Any, filters: PupilFilters, today: date) -> list[int]:
    """Whoever all filters leave, in their order: of all pages at one moment, whatever is written meanwhile."""
    pupils = _pupils(user, _allowed(filters, user), today)
    return [one.pk for one in pupils] if isinstance(pupils, list) else list(pupils.values_list("pk", flat=True))


def rows_of_keys(keys: Sequence[int], *, user: Any, today: date) -> list[PupilRow]:
    """The rows of these pupils, in the same order."""
    found = Patient.objects.in_bulk(keys)
    return pupil_rows(in_order(found, keys), user, today)


def _pupils(user: Any, filters: PupilFilters, today: date) -> Any:
    """Whoever all filters leave: rows that were not asked for yet, or a list where a filter had to compute."""
    found = filtered_pupils(user, filters)
    if filters.type:
        found = _of_type(found, filters, today)
    return _lacking(found, filters, user, today) if filters.missing else found


def _of_type(pupils: Any, filters: PupilFilters, today: date) -> Any:
    """A type is of one academic year: nobody who left before this one has one now."""
    this_year = Q(ends_on=None) | Q(ends_on__gte=date(today.year, 1, 1))
    recent = pupils.filter(pk__in=Episode.objects.filter(this_year).order_by().values("patient_id"))
    keys = list(recent.order_by().values_list("pk", flat=True))
    types = types_of(Patient.objects.filter(pk__in=keys), today)
    wanted = StudentType(filters.type)
    return pupils.filter(pk__in=[pk for pk, one in types.items() if one.shown is wanted])


def _lacking(pupils: Any, filters: PupilFilters, user: Any, today: date) -> list[Patient]:
    """Whose file lacks this: a document anybody's, the rest that of those in attention."""
    kinds = MISSING_KINDS[filters.missing]
    pupils = pupils.filter(document_type=DocumentType.NONE) if kinds == ("document",) else pupils.in_attention()
    facts = facts_for_many(pupils, today)
    return [one.patient for one in facts if any(gap.kind in kinds for gap in missing_of(one, user))]


def filtered_pupils(user: Any, filters: PupilFilters) -> Any:
    """What the database can tell of the filters: search, state, setting, order."""
    words = search_key(filters.q).split()[:6]
    pupils = _searched(Patient.objects.visible_to(user, keys_first=bool(words)), words, user)
    episodes = _episodes_of(user).order_by()
    if filters.state == IN_ATTENTION:
        pupils = pupils.filter(_is_open(user))
    elif filters.state == ENDED:
        pupils = pupils.filter(~_is_open(user))
    for setting in filter(None, (filters.setting, _SETTINGS_OF_TYPE.get(filters.type))):
        rows = episodes.filter(setting=setting, **_open_only(filters))
        pupils = pupils.filter(pk__in=rows.values("patient_id"))
    if filters.sort != "nombre":
        last = Episode.objects.filter(patient=OuterRef("pk")).order_by("-starts_on").values("starts_on")[:1]
        pupils = pupils.annotate(last_started_on=Subquery(last))
    return pupils.order_by(*SORTS.get(filters.sort, SORTS["nombre"]))


def _is_open(user: Any) -> Q:
    return Q(pk__in=_episodes_of(user).filter(ends_on=None).order_by().values("patient_id"))


def _allowed(filters: PupilFilters, user: Any) -> PupilFilters:
    """A filter on what a person may not read would tell it: it counts as not said."""
    if not user.scope.has(*SEES_TYPE):
        filters = replace(filters, type="", setting="")
    return filters if user.scope.has(*TEAM) else replace(filters, missing="")


def state_counts(user: Any, filters: PupilFilters) -> dict[str, int]:
    """How many pupils each state has under the same search."""
    plain = replace(filters, type="", setting="", missing="")
    pupils = filtered_pupils(user, replace(plain, state=ALL)).order_by()
    counts = pupils.aggregate(total=Count("pk"), open=Count("pk", filter=_is_open(user)))
    return {IN_ATTENTION: counts["open"], ENDED: counts["total"] - counts["open"], ALL: counts["total"]}


def pupil_rows(patients: Sequence[Patient], user: Any, today: date) -> list[PupilRow]:
    return [_row(facts, user) for facts in facts_for_many(patients, today)]


_SETTINGS_OF_TYPE = {"A": Setting.HOSPITAL, "B": Setting.HOSPITAL, "C": Setting.HOME}


def _open_only(filters: PupilFilters) -> dict[str, Any]:
    return {"ends_on": None} if filters.state == IN_ATTENTION else {}


def _episodes_of(user: Any) -> QuerySet[Episode]:
    """The episodes by which a pupil counts as in attention for this person: those of the team's own SEHOs."""
    if sehos := user.scope.seho_ids(*TEAM):
        return Episode.objects.filter(seho_id__in=sehos)
    return Episode.objects.all()


def _searched(pupils: Any, words: list[str], user: Any) -> Any:
    if not words:
        return pupils
    if len(words) == 1 and words[0].isdigit():
        # A document number is not a way to find a pupil for whoever may not read it.
        return pupils.filter(document_number__startswith=words[0]) if user.scope.has(*TEAM) else pupils.none()
    return pupils.named(words)


def _row(facts: PupilFacts, user: Any) -> PupilRow:
    patient = facts.patient
    row = PupilRow(
        patient_id=patient.pk,
        url=patient.get_absolute_url(),
        name=str(patient),
        age=age_text(patient.birth_date, facts.today),
        is_in_attention=facts.is_in_attention,
        days=facts.stay_days or None,
    )
    if user.scope.has(*SEES_TYPE, Role.DIRECTOR):
        row = replace(row, **_school_fields(facts))
    if user.scope.has(*SEES_TYPE):
        setting = facts.episode.get_setting_display() if facts.episode else ""
        row = replace(row, type_label=facts.verdict.label, setting=setting)
    if user.scope.has(*TEAM):
        row = replace(row, missing=tuple(gap.text for gap in missing_of(facts, user)))
    if user.scope.has(*TEAM, Role.VOLUNTEER, Role.INTERN):
        row = replace(row, care_notes=patient.care_notes)
    return row


def _school_fields(facts: PupilFacts) -> dict[str, Any]:
    enrollment = facts.enrollment
    return {
        "grade": str(enrollment.school_grade) if enrollment else "",
        "school": str(enrollment.school) if enrollment else "",
        "seho": str(facts.episode.seho) if facts.episode else "",
    }
