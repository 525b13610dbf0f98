"""Who the pupils are: the register told by sex, age, level, modality, grade, type and the like (art. 10.1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from patients.enums import Modality, Sex
from patients.models import Enrollment, Episode
from patients.queries.facts import covering
from patients.queries.types import types_as_of
from patients.rules import Setting, StudentType, age_on
from seho.network.enums import SpaceKind
from seho.panel.indicators.cohorts import AT_A_TIME, last_day, registrations, who_was_taught
from seho.panel.indicators.values import WITHIN, Asked, Cells, Dimension, Figures, Group, Indicator

NO_ENROLMENT = "Sin matrícula registrada"
NO_HOSPITAL = "Sin establecimiento (domiciliario)"
UNTYPED, NO_TYPE = "Atención no tipificada", "Sin tipo"
# The last age of each group, as basic education groups them.
AGES = ((2, "De 0 a 2 años"), (5, "De 3 a 5 años"), (11, "De 6 a 11 años"), (16, "De 12 a 16 años"))
OLDER = "17 años o más"

_AS_OF = "El último día del periodo, hoy si no termina, o el egreso si fue antes."
SEX = Dimension("sexo", "Sexo")
AGE = Dimension("edad", "Edad", note=_AS_OF)
MODALITY = Dimension(
    "modalidad", "Modalidad educativa",
    note=f"De su matrícula. {_AS_OF} EBR: Educación Básica Regular; EBA: Alternativa; EBE: Especial.",
)  # fmt: skip
LEVEL = Dimension("nivel", "Nivel", parent="modalidad", note=f"De su matrícula. {_AS_OF}")
GRADE = Dimension("grado", "Grado o edad", parent="nivel", note=f"De su matrícula. {_AS_OF}")
TYPE = Dimension("tipo", "Tipo de estudiante-paciente", note=f"El tipo efectivo (art. 9). {_AS_OF}")
TONGUE = Dimension("lengua", "Lengua materna")
NEEDS = Dimension("necesidades", "Necesidades educativas especiales")
MODE = Dimension("forma", "Modalidad de atención", is_personal=False)
HOSPITAL = Dimension(
    "establecimiento", "Establecimiento de salud", is_personal=False, note="Donde se ubica el servicio."
)
SPACE = Dimension(
    "espacio", "Espacio de aprendizaje", is_personal=False,
    note="Quien tuvo sesiones en varios espacios cuenta en cada uno: la suma puede pasar del total.",
)  # fmt: skip
DIMENSIONS = (SEX, AGE, MODALITY, LEVEL, GRADE, TYPE, TONGUE, NEEDS, MODE, HOSPITAL, SPACE)

# Broken down are the figures of the demand: no single numbers of its own.
INDICATORS: tuple[Indicator, ...] = ()
GROUP = Group.PUPILS

_FIELDS = (
    *("pk", "patient_id", "seho_id", "setting", "modality", "starts_on", "ends_on", "first_attended_on"),
    *("patient__sex", "patient__birth_date", "patient__has_special_needs"),
    *("patient__mother_tongue__order", "patient__mother_tongue__name", "seho__hospital__name"),
)
# A category with the key by which it is sorted.
Place = tuple[Any, str]


def figures(asked: Asked) -> Figures:
    """`tables` of the pupils attended and registered, each pupil once, by every dimension."""
    broken_down = {
        "atendidos": _last_of_each((row.patient_id, row.episode_id) for row in who_was_taught(asked)),
        "registrados": _last_of_each(registrations(asked).order_by().values_list("patient_id", "pk")),
    }
    counted: dict[str, dict[str, Counter[Place]]] = {key: defaultdict(Counter) for key in broken_down}
    for pupil in _pupils(set().union(*broken_down.values()), last_day(asked)):
        places = pupil.places(last_day(asked))
        for key in broken_down:
            if pupil.episode.pk in broken_down[key]:
                for dimension, place in places.items():
                    counted[key][dimension][place] += 1
    tables = {
        key: {one.key: _cells(of_figure[one.key]) for one in DIMENSIONS if one is not SPACE}
        for key, of_figure in counted.items()
    }
    tables["atendidos"][SPACE.key] = _by_space(asked)
    return Figures(tables=tables)


def _last_of_each(rows: Iterable[tuple[int, int]]) -> set[int]:
    """Of (pupil, time in the service) the last time of each: as `one_per_pupil`."""
    last: dict[int, int] = {}
    for patient_id, pk in rows:
        last[patient_id] = max(pk, last.get(patient_id, 0))
    return set(last.values())


def age_group(age: int) -> Place:
    return next(((last, label) for last, label in AGES if age <= last), (99, OLDER))


@dataclass(frozen=True)
class _Pupil:
    episode: Any
    enrollment: Any
    type: StudentType | None

    def places(self, day: date) -> dict[str, Place]:
        """In which category of each dimension, as of `day` or of the egress before it."""
        row = self.episode
        as_of = min(day, row.ends_on or day)
        return {
            SEX.key: _choice(Sex, row.patient__sex),
            AGE.key: age_group(age_on(row.patient__birth_date, as_of)),
            **_schooling(self.enrollment),
            TYPE.key: _type(self.type, row.setting),
            TONGUE.key: (row.patient__mother_tongue__order, row.patient__mother_tongue__name),
            NEEDS.key: (0, "Sí") if row.patient__has_special_needs else (1, "No"),
            MODE.key: _choice(Modality, row.modality),
            HOSPITAL.key: (row.seho__hospital__name or "~", row.seho__hospital__name or NO_HOSPITAL),
        }


def _pupils(episode_ids: Iterable[int], day: date) -> Iterator[_Pupil]:
    ids = iter(sorted(episode_ids))
    while chosen := list(islice(ids, AT_A_TIME)):
        rows = list(Episode.objects.filter(pk__in=chosen).order_by().values_list(*_FIELDS, named=True))
        enrollments = _enrollments([row.patient_id for row in rows])
        for row, kind in zip(rows, types_as_of(rows, day), strict=True):
            as_of = min(day, row.ends_on or day)
            yield _Pupil(row, covering(enrollments.get(row.patient_id, []), as_of), kind)


def _enrollments(patient_ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = Enrollment.objects.filter(patient_id__in=patient_ids).order_by("starts_on", "pk")
    grade, level = "school_grade__", "school_grade__level__"
    fields = (f"{grade}order", f"{grade}short_name", f"{level}order", f"{level}modality", f"{level}name")
    for row in rows.values_list("patient_id", "starts_on", "ends_on", *fields, named=True):
        found[row.patient_id].append(row)
    return found


def _schooling(enrollment: Any) -> dict[str, Place]:
    if enrollment is None:
        return dict.fromkeys((MODALITY.key, LEVEL.key, GRADE.key), ((99, 0), NO_ENROLMENT))
    modality, level = enrollment.school_grade__level__modality, enrollment.school_grade__level__name
    levels = (enrollment.school_grade__level__order, 0)
    grades = (enrollment.school_grade__level__order, enrollment.school_grade__order)
    name = level.removeprefix(f"{modality} ")
    return {
        MODALITY.key: ((("EBR", "EBA", "EBE").index(modality), 0), modality),
        LEVEL.key: (levels, WITHIN.join((modality, name))),
        GRADE.key: (grades, WITHIN.join((modality, name, enrollment.school_grade__short_name))),
    }


def _type(kind: StudentType | None, setting: str) -> Place:
    if kind is not None:
        return kind.value, kind.label
    return ("Y", UNTYPED) if setting == Setting.UNTYPED else ("Z", NO_TYPE)


def _choice(choices: Any, value: str) -> Place:
    return choices.values.index(value), str(choices(value).label)


def _cells(counted: Counter[Place]) -> Cells:
    """In the order of their keys. Two of one name are one category."""
    cells: Counter[str] = Counter()
    for _, label in sorted(counted):
        cells[label] = 0
    for (_, label), number in counted.items():
        cells[label] += number
    return dict(cells)


def _by_space(asked: Asked) -> Cells:
    persons = Counter(space for space, _ in {(row.space, row.patient_id) for row in who_was_taught(asked)})
    return {str(kind.label): persons[kind.value] for kind in SpaceKind if persons[kind.value]}
