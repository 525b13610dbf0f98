"""Whether the progress report carries levels of achievement, and where the school registers them (art. 13.5,
13.3.c;
R15 to R17, R19)."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from convalidation.rules.papers import Band, band_of
from patients.rules.clocks import Days, total
from patients.rules.words import Labelled, days_text


class PeriodKind(Labelled):
    """How a school cuts its year (RVM 094-2020, modified by RVM 048-2024; promotional periods in EBA)."""

    BIMESTER = "BIMESTER", "Bimestre"
    TRIMESTER = "TRIMESTER", "Trimestre"
    SEMESTER = "SEMESTER", "Semestre"
    PROMOTIONAL = "PROMOTIONAL", "Periodo promocional"


# Calendar days of a period when the school's calendar is not known (R15), and for the kinds that art. 13.5
# does not name: it says "un bimestre o trimestre" (R16).
FALLBACK_DAYS = {
    PeriodKind.BIMESTER: 61,
    PeriodKind.TRIMESTER: 90,
    PeriodKind.SEMESTER: 90,
    PeriodKind.PROMOTIONAL: 90,
}
NAMED_KINDS = (PeriodKind.BIMESTER, PeriodKind.TRIMESTER)


@dataclass(frozen=True)
class AcademicPeriod(Days):
    """One bimester, trimester or semester of the school, both ends included."""

    name: str = ""


class Duty(Labelled):
    """Where the school registers the levels of the progress report (art. 13.5)."""

    NONE = "NONE", "Sin calificación"
    GRADEBOOK = "GRADEBOOK", "Con calificación, en el sistema de calificaciones de la IE"
    SIAGIE = "SIAGIE", "Con calificación, en el SIAGIE"


@dataclass(frozen=True)
class GradingDuty:
    """Whether the evaluated competencies carry a level.

    days      days in the SEHO that lie within the school's periods, G of R15
    required  calendar days of the period that G is compared with; None when none is compared
    period    that period; None for a fallback
    """

    duty: Duty
    days: int
    required: int | None
    period: AcademicPeriod | None
    reason: str
    article: str

    @property
    def is_graded(self) -> bool:
        return self.duty != Duty.NONE


def grading_duty(
    runs: Sequence[Days], *, kind: PeriodKind = PeriodKind.BIMESTER, periods: Iterable[AcademicPeriod] = ()
) -> GradingDuty:
    """Levels are due from 31 days on if they reach a bimester or trimester, and always from 91 on.

    `runs` are the merged days in the SEHO of the academic window (`SehoDays.runs`), `periods` those of the
    school's own calendar in it, of kind `kind`. "Alcance un bimestre o trimestre" is read as duration (R15):
    G, the days between the first day of the first period and the last day of the last one, is at least the
    length of the shortest period that the attention touches. Semesters and promotional periods, which the
    norm does not name, and unknown calendars are compared with `FALLBACK_DAYS` (R15, R16). Under 31 days
    never (R19); from 91 on into SIAGIE (R17).
    """
    ordered = sorted(periods, key=lambda period: period.start)
    days = _days_in_periods(runs, ordered)
    band = band_of(total(runs))
    if band == Band.D91:
        said = f"Acumula {days_text(total(runs))} en el SEHO"
        reason = f"{said}: desde 91 días siempre se califica y se registra en el SIAGIE."
        return GradingDuty(Duty.SIAGIE, days, None, None, reason, "art. 13.5")
    if band != Band.D31_90:
        reason = "Con menos de 31 días en el SEHO el informe describe el progreso, sin calificación."
        return GradingDuty(Duty.NONE, days, None, None, reason, "art. 13.5")
    return _by_duration(runs, days, ordered, PeriodKind(kind))


def _by_duration(runs: Sequence[Days], days: int, periods: Sequence[AcademicPeriod], kind: PeriodKind) -> GradingDuty:
    period: AcademicPeriod | None = None
    if periods:
        touched = [one for one in periods if any(run.touches(one) for run in runs)]
        if not touched:
            reason = "La atención no coincide con ningún periodo de clases de la IE: va sin calificación."
            return GradingDuty(Duty.NONE, days, None, None, reason, "art. 13.5")
        if kind in NAMED_KINDS:
            period = min(touched, key=lambda one: one.length)
    required = period.length if period else FALLBACK_DAYS[kind]
    duty = Duty.GRADEBOOK if days >= required else Duty.NONE
    return GradingDuty(duty, days, required, period, _duration_reason(days, required, period, kind), "art. 13.5")


def _days_in_periods(runs: Sequence[Days], periods: Sequence[AcademicPeriod]) -> int:
    """G of R15; without a calendar, all days."""
    if not periods:
        return total(runs)
    first, last = periods[0].start, max(period.end for period in periods)
    inside = ((max(run.start, first), min(run.end, last)) for run in runs)
    return total(Days(start, end) for start, end in inside if start <= end)


def _duration_reason(days: int, required: int, period: AcademicPeriod | None, kind: PeriodKind) -> str:
    reaches, outcome = ("alcanza", "lleva") if days >= required else ("no alcanza", "va sin")
    unit = kind.label.lower()
    if period:
        named = f" ({period.name})" if period.name else ""
        measure = f"un {unit} de la IE{named}"
    elif kind in NAMED_KINDS:
        measure = f"un {unit}; no se conoce el calendario de la IE"
    else:
        measure = f"un trimestre; la norma no nombra el {unit}"
    inside = f"Dentro del periodo lectivo suma {days_text(days)} en el SEHO"
    return f"{inside} y {reaches} los {required} de {measure}: el informe {outcome} calificación."


# --- What is printed for one competency ------------------------------------------------------

NOT_ASSESSED = "No evaluada"


@dataclass(frozen=True)
class ReportedLevel:
    """A competency in the progress report. `level` is None when not assessed, or when no level is due."""

    competency: Hashable
    level: str | None
    text: str


def reported_levels(
    competencies: Iterable[Hashable], levels: Mapping[Hashable, str], *, graded: bool
) -> tuple[ReportedLevel, ...]:
    """Levels of the evaluated competencies only (art. 13.3.c): what was not assessed is never C."""
    return tuple(_reported(one, levels.get(one), graded) for one in competencies)


def _reported(competency: Hashable, level: str | None, graded: bool) -> ReportedLevel:
    if not level:
        return ReportedLevel(competency, None, NOT_ASSESSED)
    return ReportedLevel(competency, level, level) if graded else ReportedLevel(competency, None, "")
