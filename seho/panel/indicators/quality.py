"""The quality of the data: what in the files of the period should be looked at, each as a list to go through."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property, partial
from typing import Any

from django.db.models import Count, Q, QuerySet

from attendance.models import Session
from patients.enums import EpisodeEnd, Setting, StayKind
from patients.models import Enrollment, Episode, Guardian, Patient, Stay
from patients.queries.facts import covering
from patients.rules import Days, Span
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.cohorts import last_day
from seho.panel.indicators.tally import Tally
from seho.panel.indicators.values import Asked, Better, Figures, Group, Indicator, Rows, Unit
from seho.panel.rules import (
    AGE_TOLERANCE,
    FIRST_SESSION_WITHIN_DAYS,
    LONGEST_WITHOUT_ESTIMATE,
    PAST_ESTIMATE_DAYS,
    KnownStay,
    are_alike,
    class_days,
    empty_days,
    is_age_odd,
    is_endless,
    lacks_sessions,
    overlap,
)

# The care ended with the egress: a stay that is open after it was forgotten.
_LEFT_WELL = (EpisodeEnd.DISCHARGE, EpisodeEnd.REST_ENDED, EpisodeEnd.DECEASED)


def episodes(asked: Asked) -> QuerySet[Episode]:
    """Times in these services of which at least one day lies in the period."""
    touching = Q(ends_on=None) | Q(ends_on__gte=asked.days.start)
    return Episode.objects.filter(touching, seho_id__in=asked.seho_ids, starts_on__lte=last_day(asked)).order_by()


class Files:
    """What is looked at in the files of the period; each table is read once, when a question needs it."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self.day = asked, last_day(asked)
        self._patients = episodes(asked).values("patient_id")

    @cached_property
    def rows(self) -> list[Any]:
        names = (
            "pk", "seho_id", "patient_id", "setting", "starts_on", "ends_on", "end_reason", "first_attended_on",
            "patient__birth_date", "patient__search_name", "patient__siagie_code", "patient__distinct_reason",
        )  # fmt: skip
        return list(episodes(self._asked).values_list(*names, named=True))

    @cached_property
    def in_attention(self) -> list[Any]:
        return [row for row in self.rows if row.ends_on is None or row.ends_on >= self.day]

    @cached_property
    def stays(self) -> dict[int, list[tuple[str, KnownStay]]]:
        found: dict[int, list[tuple[str, KnownStay]]] = defaultdict(list)
        rows = Stay.objects.filter(patient__in=self._patients, starts_on__lte=self.day).order_by()
        for patient_id, kind, *dates in rows.values_list(
            "patient_id", "kind", "starts_on", "ends_on", "estimated_days"
        ):
            found[patient_id].append((kind, KnownStay(*dates)))
        return found

    @cached_property
    def _enrollments(self) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        names = (
            "patient_id", "starts_on", "ends_on", "school_grade__normative_age", "school__email",
            "school__director_name", "school__is_provisional",
        )  # fmt: skip
        rows = Enrollment.objects.filter(patient__in=self._patients).order_by("starts_on", "pk")
        for row in rows.values_list(*names, named=True):
            found[row.patient_id].append(row)
        return found

    def enrollment(self, row: Any) -> Any:
        return covering(self._enrollments[row.patient_id], self.until(row))

    def until(self, row: Any) -> date:
        """The last day of this time in the service, or the last one of the period."""
        return min(row.ends_on or self.day, self.day)

    @cached_property
    def with_phone(self) -> set[int]:
        guardians = Guardian.objects.filter(patient__in=self._patients).exclude(phone="").order_by()
        return set(guardians.values_list("patient_id", flat=True))

    @cached_property
    def doubles(self) -> set[int]:
        """Pupils for whom there is another file that may be theirs, in whatever service of the country."""
        return self._alike | self._same_code

    @cached_property
    def _alike(self) -> set[int]:
        births = Patient.objects.filter(pk__in=self._patients).order_by().values("birth_date")
        others: dict[date, list[Any]] = defaultdict(list)
        born = Patient.objects.filter(birth_date__in=births).order_by()
        for row in born.values_list("pk", "birth_date", "search_name", "distinct_reason", named=True):
            others[row.birth_date].append(row)
        return {row.patient_id for row in self.rows if _has_double(row, others[row.patient__birth_date])}

    @cached_property
    def _same_code(self) -> set[int]:
        own = Patient.objects.filter(pk__in=self._patients).exclude(siagie_code="").order_by().values("siagie_code")
        codes = Patient.objects.filter(siagie_code__in=own).order_by().values_list("siagie_code")
        twice = {code for code, number in codes.annotate(Count("pk")) if number > 1}
        return {row.patient_id for row in self.rows if row.patient__siagie_code in twice}


def _has_double(row: Any, others: list[Any]) -> bool:
    """Not one that somebody looked at and explained, on either side."""
    return not row.patient__distinct_reason and any(
        other.pk != row.patient_id
        and not other.distinct_reason
        and are_alike(row.patient__search_name, other.search_name)
        for other in others
    )


Found = set[int]
Look = Callable[[Files], Found]


def _doubles(files: Files) -> Found:
    return {row.pk for row in files.rows if row.patient_id in files.doubles}


def _odd_ages(files: Files) -> Found:
    return {
        row.pk
        for row in files.rows
        if (enrolled := files.enrollment(row)) is not None
        and is_age_odd(row.patient__birth_date, enrolled.school_grade__normative_age, files.until(row))
    }


def _overlapping(files: Files) -> Found:
    wrong = {
        patient_id
        for patient_id, stays in files.stays.items()
        if overlap([stay for kind, stay in stays if kind == StayKind.HOSPITAL], files.day)
    }
    return {row.pk for row in files.rows if row.patient_id in wrong}


def _endless(files: Files) -> Found:
    """Of a pupil who is in attention again, the stay that is open belongs to that time and not to the one before."""
    again = {row.patient_id for row in files.in_attention}
    return {
        row.pk
        for row in files.rows
        if any(
            is_endless(stay, files.day, left_well=row.end_reason in _LEFT_WELL and row.patient_id not in again)
            for _, stay in files.stays.get(row.patient_id, ())
        )
    }


def _without_sessions(files: Files) -> Found:
    return {
        row.pk
        for row in files.rows
        if row.setting != Setting.UNTYPED
        and lacks_sessions(Span(row.starts_on, row.ends_on), row.first_attended_on, files.day)
    }


def _without_phone(files: Files) -> Found:
    return {row.pk for row in files.in_attention if row.patient_id not in files.with_phone}


def _school_without_contact(files: Files) -> Found:
    return {
        row.pk
        for row in files.in_attention
        if (enrolled := files.enrollment(row)) is not None
        and not (enrolled.school__email and enrolled.school__director_name)
    }


def _provisional_school(files: Files) -> Found:
    return {
        row.pk
        for row in files.in_attention
        if (enrolled := files.enrollment(row)) is not None and enrolled.school__is_provisional
    }


LOOKS: dict[str, Look] = {
    "duplicados-probables": _doubles,
    "edades-por-revisar": _odd_ages,
    "estancias-superpuestas": _overlapping,
    "estancias-sin-fin": _endless,
    "atenciones-sin-sesiones": _without_sessions,
    "familias-sin-telefono": _without_phone,
    "ie-sin-contacto": _school_without_contact,
    "ie-por-confirmar": _provisional_school,
}


# What a service has written wrong or has not written; what the register of schools lacks is no fault of its files.
OBSERVED = tuple(key for key in LOOKS if not key.startswith("ie-"))


def _those(asked: Asked, *, key: str) -> QuerySet[Episode]:
    return Episode.objects.filter(pk__in=LOOKS[key](Files(asked)))


def observed(files: Files) -> tuple[Counter[int], Counter[int]]:
    """By service: the times with something to look at, and all of them. Six queries."""
    service = {row.pk: row.seho_id for row in files.rows}
    found = set[int]().union(*(LOOKS[key](files) for key in OBSERVED))
    return Counter(service[pk] for pk in found), Counter(service.values())


# --- days without entries ------------------------------------------------------------------------


def days_of_class(days: Days) -> list[date]:
    """By the weeks of class of the national calendar; two queries."""
    calendar = national_calendar()
    years = [calendar.year(number) for number in range(days.start.year, days.end.year + 1)]
    weeks = [week for year in years for week in year.bimesters]
    return class_days(days, weeks, [year.year for year in years if year.bimesters])


def days_without_entries(asked: Asked, files: Files) -> dict[int, int]:
    """By service; today is not over, and not counted."""
    end = min(asked.days.end, asked.today - timedelta(days=1))
    if end < asked.days.start:
        return {}
    days = days_of_class(Days(asked.days.start, end))
    held = Session.objects.filter(seho_id__in=asked.seho_ids, held_on__range=(asked.days.start, end), cancelled_at=None)
    taught: dict[int, set[date]] = defaultdict(set)
    for seho_id, day in held.order_by().values_list("seho_id", "held_on").distinct():
        taught[seho_id].add(day)
    times: dict[int, list[Span]] = defaultdict(list)
    for row in files.rows:
        times[row.seho_id].append(Span(row.starts_on, row.ends_on))
    return {seho_id: empty_days(days, spans, frozenset(taught[seho_id])) for seho_id, spans in times.items()}


# --- what they mean ------------------------------------------------------------------------------

_TOUCHING = "Atenciones con algún día en el periodo."
_OPEN = "Atenciones abiertas el último día del periodo, o el día del cálculo si el periodo no ha terminado."


def _look(key: str, title: str, numerator: str, article: str, date_rule: str = _TOUCHING) -> Indicator:
    return Indicator(
        key=key,
        title=title,
        group=Group.QUALITY,
        unit=Unit.CASES,
        numerator=numerator,
        date_rule=date_rule,
        article=article,
        better=Better.LESS,
        rows=Rows.EPISODES,
        behind=partial(_those, key=key),
    )


INDICATORS = (
    Indicator(
        key="atenciones-observadas",
        title="Atenciones con algo por revisar",
        group=Group.QUALITY,
        unit=Unit.PERCENT,
        numerator=(
            "Atenciones con al menos una de estas observaciones: posible duplicado, edad y grado por revisar, "
            "hospitalizaciones superpuestas, estancia sin fecha de fin, sin sesiones o familia sin teléfono."
        ),
        denominator="Todas las atenciones con algún día en el periodo.",
        date_rule=_TOUCHING,
        article="art. 10.1, 10.2",
        better=Better.LESS,
        rows=Rows.EPISODES,
        behind=episodes,
    ),
    _look(
        "duplicados-probables",
        "Posibles duplicados",
        "Atenciones de estudiantes que podrían estar registrados dos veces: hay otro registro con la misma fecha de "
        "nacimiento y un nombre casi igual, o con el mismo código de estudiante, en cualquier servicio. No cuentan los "
        "que ya se explicaron al registrar.",
        "art. 10.1, 10.2",
    ),
    _look(
        "edades-por-revisar",
        "Edad y grado por revisar",
        f"Atenciones de estudiantes cuya edad al 31 de marzo se aleja más de {AGE_TOLERANCE} años de la edad "
        "normativa de su grado. La educación básica alternativa no tiene edad normativa.",
        "art. 10.1",
    ),
    _look(
        "estancias-superpuestas",
        "Hospitalizaciones superpuestas",
        "Atenciones de estudiantes con dos hospitalizaciones que comparten días, salvo el día de un traslado.",
        "art. 5.7, 9.1",
    ),
    _look(
        "estancias-sin-fin",
        "Estancias sin fecha de fin",
        f"Atenciones de estudiantes con una estancia abierta {PAST_ESTIMATE_DAYS} días después de lo que estimó el "
        f"médico, más de {LONGEST_WITHOUT_ESTIMATE} días desde el ingreso si no se estimó, o después de un egreso por "
        "alta o término del descanso.",
        "art. 8.3, 14.1",
    ),
    _look(
        "atenciones-sin-sesiones",
        "Atenciones sin sesiones",
        f"Atenciones hospitalarias y domiciliarias de más de {FIRST_SESSION_WITHIN_DAYS} días en las que no consta "
        "ninguna sesión.",
        "art. 11.2",
    ),
    Indicator(
        key="dias-sin-registro",
        title="Días sin registro",
        group=Group.QUALITY,
        unit=Unit.CASES,
        numerator=(
            "Días de lunes a viernes, dentro de las semanas lectivas del calendario nacional y sin feriados, en los "
            "que un servicio tenía estudiantes en atención y no consta ninguna sesión."
        ),
        date_rule="Días del periodo anteriores al día del cálculo.",
        article="art. 11.2",
        better=Better.LESS,
        of_persons=False,
    ),
    _look(
        "familias-sin-telefono",
        "Familias sin teléfono",
        "Atenciones de estudiantes de cuya familia no consta ningún teléfono.",
        "art. 10.1, 35",
        _OPEN,
    ),
    _look(
        "ie-sin-contacto",
        "IE sin correo o sin dirección",
        "Atenciones de estudiantes en cuya institución educativa falta el correo o el nombre de quien la dirige: sin "
        "ellos no se le puede comunicar el registro ni entregar los documentos.",
        "art. 10.4, 13.5",
        _OPEN,
    ),
    _look(
        "ie-por-confirmar",
        "IE registradas a mano",
        "Atenciones de estudiantes cuya institución educativa se registró a mano y no se encontró aún en el padrón.",
        "art. 10.1",
        _OPEN,
    ),
)


# --- what they are -------------------------------------------------------------------------------


def figures(asked: Asked) -> Figures:
    files, tally = Files(asked), Tally(asked)
    service = {row.pk: row.seho_id for row in files.rows}
    tally.share("atenciones-observadas", *observed(files))
    for key, look in LOOKS.items():
        tally.count(key, Counter(service[pk] for pk in look(files)))
    tally.count("dias-sin-registro", days_without_entries(asked, files))
    return tally.figures()
