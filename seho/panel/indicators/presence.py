"""Art. 16.3: the pupils in hospital for 15 days or more at the same time, day by day, against the size of the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from patients.enums import StayKind
from patients.models import Enrollment, Episode, Stay
from patients.queries import windows_of_schools
from patients.rules import Days, Span, Window
from seho.panel.indicators.cohorts import by_service, count, last_day, one_per_pupil
from seho.panel.indicators.teaching import teams
from seho.panel.indicators.values import Asked, Better, Figures, Group, Indicator, Measure, Rows, Unit
from seho.panel.rules import LONG_STAY_DAYS, HospitalDays, long_stays
from seho.panel.rules.presence import was_long

DAILY = "quince-dias-promedio"

OfPatients = Mapping[int, HospitalDays]


def stayed_long(asked: Asked) -> QuerySet[Episode]:
    period = Days(asked.days.start, last_day(asked))
    pupils = _hospital_days(asked, period)
    ids = [pk for pk, pupil in pupils.items() if was_long(pupil, period=period, today=period.end)]
    return one_per_pupil(_touching(asked, period).filter(patient_id__in=ids))


_WHO = (
    f"Estudiantes del servicio que ese día estaban hospitalizados y acumulaban {LONG_STAY_DAYS} días o más de "
    "hospitalización en su año escolar o periodo promocional"
)
_DAYS = "Cada día del periodo, hasta hoy; cuentan las estancias de quienes estuvieron registrados en el periodo."
INDICATORS = (
    Indicator(
        DAILY, "Hospitalizados 15 días o más, en simultáneo", Group.PRESENCE, Unit.MEAN,
        numerator=f"{_WHO}: suma de todos los días.",
        denominator="Días del periodo, hasta hoy.",
        date_rule=_DAYS,
        article="art. 16.3",
    ),
    Indicator(
        "quince-dias-maximo", "El día en que fueron más", Group.PRESENCE, Unit.PEOPLE,
        numerator=f"{_WHO}: la cantidad más alta de un mismo día.",
        date_rule=_DAYS,
        article="art. 16.3",
    ),
    Indicator(
        "quince-dias-por-profesional", "Por profesional del equipo", Group.PRESENCE, Unit.MEAN,
        numerator="El promedio diario de hospitalizados 15 días o más, en simultáneo.",
        denominator="Coordinadora o coordinador, docentes y psicólogas o psicólogos: promedio de los días del periodo.",
        date_rule=_DAYS,
        article="art. 16.2, 16.3",
        better=Better.LESS,
        of_persons=False,
    ),
    Indicator(
        "quince-dias-estudiantes", "Estuvieron 15 días o más", Group.PRESENCE, Unit.PEOPLE,
        numerator="Estudiantes que al menos un día del periodo contaron en el promedio de hospitalizados 15 días o "
        "más. Cada estudiante cuenta una vez.",
        date_rule=_DAYS,
        article="art. 16.3",
        rows=Rows.EPISODES,
        behind=stayed_long,
    ),
)  # fmt: skip


def figures(asked: Asked) -> Figures:
    """`daily` is of the whole, for each day of the period up to today; a pupil of two services counts once in it."""
    period = Days(asked.days.start, last_day(asked))
    pupils = _hospital_days(asked, period)
    own: dict[int, list[int]] = defaultdict(list)
    for seho_id, patient_id in _touching(asked, period).values_list("seho_id", "patient_id").distinct():
        if patient_id in pupils:
            own[seho_id].append(patient_id)
    staff = {seho_id: team.average for seho_id, team in teams(asked).items()}
    measures: dict[str, dict[int, Measure]] = defaultdict(dict)
    for seho_id in asked.seho_ids:
        _, of_service = _measured([pupils[pk] for pk in own[seho_id]], period, staff.get(seho_id, 0))
        for key, measure in of_service.items():
            measures[key][seho_id] = measure
    by_day, whole = _measured(pupils.values(), period, sum(staff.values()))
    return Figures(whole=whole, by_service=by_service(asked, measures), daily={DAILY: by_day})


def _measured(pupils: Iterable[HospitalDays], period: Days, staff: float) -> tuple[tuple[int, ...], dict[str, Measure]]:
    found = list(pupils)
    stays = long_stays(found, period=period, today=period.end)
    long_ones = sum(was_long(pupil, period=period, today=period.end) for pupil in found)
    days = len(stays.by_day)
    return stays.by_day, {
        DAILY: Measure(round(stays.average, 4), days),
        "quince-dias-maximo": count(stays.highest),
        "quince-dias-por-profesional": Measure(round(stays.average / staff, 4) if staff else None, days),
        "quince-dias-estudiantes": count(long_ones),
    }


def _touching(asked: Asked, period: Days) -> QuerySet[Episode]:
    episodes = Episode.objects.filter(seho_id__in=asked.seho_ids, starts_on__lte=period.end).order_by()
    return episodes.filter(Q(ends_on=None) | Q(ends_on__gte=period.start))


def _hospital_days(asked: Asked, period: Days) -> OfPatients:
    """Of the pupils who were in these services in the period and in hospital: their stays, and their windows."""
    stays = Stay.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=date(period.start.year - 1, 1, 1)),
        kind=StayKind.HOSPITAL,
        starts_on__lte=period.end,
        patient__in=_touching(asked, period).values("patient_id"),
    )
    spans: dict[int, list[Span]] = defaultdict(list)
    for patient_id, starts_on, ends_on in stays.order_by().values_list("patient_id", "starts_on", "ends_on"):
        spans[patient_id].append(Span(starts_on, ends_on))
    windows = _windows(asked, period)
    return {patient_id: HospitalDays(tuple(own), windows(patient_id)) for patient_id, own in spans.items()}


class _Windows:
    """The academic windows that the period touches, by pupil: those of the school, else the calendar year (R4)."""

    def __init__(self, schools: Mapping[int, tuple[int | None, str]], period: Days) -> None:
        self._schools, self._period = schools, period
        self._book = windows_of_schools({school_id for school_id, _ in schools.values() if school_id is not None})
        self._known: dict[tuple[int | None, str], tuple[Window, ...]] = {}

    def __call__(self, patient_id: int) -> tuple[Window, ...]:
        school = self._schools.get(patient_id, (None, ""))
        if school not in self._known:
            self._known[school] = tuple(self._of(*school))
        return self._known[school]

    def _of(self, school_id: int | None, modality: str) -> Iterator[Window]:
        day = self._period.start
        while day <= self._period.end:
            window = self._book.window_of(day, school_id, modality)
            yield window
            day = window.end + timedelta(days=1)


def _windows(asked: Asked, period: Days) -> _Windows:
    enrollments = Enrollment.objects.filter(patient__in=_touching(asked, period).values("patient_id"), ends_on=None)
    rows = enrollments.order_by().values_list("patient_id", "school_id", "school_grade__level__modality")
    return _Windows({patient_id: (school_id, modality) for patient_id, school_id, modality in rows}, period)
