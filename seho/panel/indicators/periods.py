"""Of which days figures are: a school year, a bimester, a month, or any days. Pure.

Years follow each other without holes, from the first day of the national calendar to the eve of the next one, and from
1 January where none is known (R4); bimesters are the weeks of class of the national calendar. A period that goes on is
compared with the same number of days of the one before it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from patients.rules import Days
from seho.curriculum.rules import period_name
from seho.text import date_long, date_short, month_year

MOST_YEARS = 10
YEARS_BACK = 2
_DAY = timedelta(days=1)


class PeriodKind(TextChoices):
    """The value stands in the address."""

    YEAR = "anio", "Año escolar"
    BIMESTER = "bim", "Bimestre"
    MONTH = "mes", "Mes"
    FREE = "libre", "Otras fechas"


@dataclass(frozen=True)
class SchoolYear:
    """A year of the national calendar: its days, and its bimesters in their order."""

    year: int
    days: Days
    bimesters: tuple[Days, ...] = ()

    @classmethod
    def unknown(cls, year: int) -> Self:
        return cls(year, Days(date(year, 1, 1), date(year, 12, 31)))


@dataclass(frozen=True)
class Period:
    """`key` names it in the address and in what is kept; `label` is read by people ("Año escolar 2026").

    `is_cut` says that only its first days are meant, to compare them with a period that goes on.
    """

    key: str
    kind: PeriodKind
    label: str
    days: Days
    is_cut: bool = False

    @property
    def is_named(self) -> bool:
        """A year, a bimester or a month, whole: not days that somebody chose."""
        return self.kind != PeriodKind.FREE and not self.is_cut

    @property
    def query(self) -> dict[str, str]:
        """What the address says of it."""
        if self.kind != PeriodKind.FREE:
            return {"periodo": self.key}
        start, end = self.days.start, self.days.end
        return {"periodo": self.key, "desde": start.isoformat(), "hasta": end.isoformat()}

    @property
    def in_words(self) -> str:
        """Inside a sentence: "el año escolar 2025", "el III bimestre de 2026", "octubre de 2026"."""
        match self.kind:
            case PeriodKind.YEAR:
                return f"el {self.label[:1].lower()}{self.label[1:]}"
            case PeriodKind.BIMESTER:
                return f"el {self.label}"
            case PeriodKind.MONTH:
                return f"{self.label[:1].lower()}{self.label[1:]}"
        return f"los días {self.label[:1].lower()}{self.label[1:]}"

    def goes_on(self, today: date) -> bool:
        return today < self.days.end

    def elapsed(self, today: date) -> Days:
        """Its days up to today."""
        return Days(self.days.start, min(self.days.end, today))


class Calendar:
    """The school years that are known; those around them begin on 1 January."""

    def __init__(self, years: Sequence[SchoolYear] = ()) -> None:
        self._years = {one.year: one for one in years}

    def year(self, number: int) -> SchoolYear:
        """The year with its days reaching to the eve of the next one."""
        own = self._known(number)
        return replace(own, days=Days(own.days.start, self._known(number + 1).days.start - _DAY))

    def year_of(self, day: date) -> SchoolYear:
        around = [self.year(number) for number in (day.year - 1, day.year, day.year + 1)]
        return next(year for year in around if year.days.covers(day))

    def _known(self, number: int) -> SchoolYear:
        return self._years.get(number) or SchoolYear.unknown(number)


# --- making --------------------------------------------------------------------------------------


def school_year(year: SchoolYear) -> Period:
    return Period(f"anio-{year.year}", PeriodKind.YEAR, f"Año escolar {year.year}", year.days)


def bimester(year: SchoolYear, number: int) -> Period:
    name = f"{period_name('BIMESTER', number)} de {year.year}"
    return Period(f"bim-{year.year}-{number}", PeriodKind.BIMESTER, name, year.bimesters[number - 1])


def month(year: int, number: int) -> Period:
    days = Days(date(year, number, 1), date(year, number, monthrange(year, number)[1]))
    label = month_year(days.start)
    return Period(f"mes-{year}-{number:02d}", PeriodKind.MONTH, label[:1].upper() + label[1:], days)


def free(days: Days) -> Period:
    label = f"Del {date_short(days.start)} al {date_short(days.end)}"
    return Period(PeriodKind.FREE.value, PeriodKind.FREE, label, days)


def named_periods(today: date, calendar: Calendar) -> list[Period]:
    """The school years, bimesters and months that began by today, of this year and the two before; the last first."""
    current = calendar.year_of(today).year
    years = [calendar.year(number) for number in range(current, current - YEARS_BACK - 1, -1)]
    found = [school_year(year) for year in years]
    for year in years:
        found += [bimester(year, number) for number in range(len(year.bimesters), 0, -1)]
    found += [month(number, m) for number in range(today.year, years[-1].year - 1, -1) for m in range(12, 0, -1)]
    return [period for period in found if period.days.start <= today]


# Of each kind, how many of the last ones are opened first.
_FIRST = {PeriodKind.YEAR: 2, PeriodKind.BIMESTER: 1, PeriodKind.MONTH: 2}


def first_opened(today: date, calendar: Calendar) -> list[Period]:
    """Of the named periods those that people open first: this year and the last one, this bimester, two months."""
    named = named_periods(today, calendar)
    return [period for kind, most in _FIRST.items() for period in [one for one in named if one.kind == kind][:most]]


def current_year(today: date, calendar: Calendar) -> Period:
    return school_year(calendar.year_of(today))


def period_before(period: Period, calendar: Calendar, today: date) -> Period | None:
    """The one of the same kind before it; of free days, as many days right before. None: no calendar tells it.

    While a period goes on, the one before is cut to as many days: a part is not compared with a whole.
    """
    before = _before(period, calendar)
    if before is None or not period.goes_on(today):
        return before
    length = period.elapsed(today).length
    if length >= before.days.length:
        return before
    days = Days(before.days.start, before.days.start + timedelta(days=length - 1))
    return replace(before, days=days, label=f"{before.label}, hasta el {date_long(days.end)}", is_cut=True)


def _before(period: Period, calendar: Calendar) -> Period | None:
    match period.kind:
        case PeriodKind.YEAR:
            return school_year(calendar.year(int(period.key.split("-")[1]) - 1))
        case PeriodKind.BIMESTER:
            year, number = (int(part) for part in period.key.split("-")[1:])
            if number > 1:
                return bimester(calendar.year(year), number - 1)
            last = calendar.year(year - 1)
            return bimester(last, len(last.bimesters)) if last.bimesters else None
        case PeriodKind.MONTH:
            eve = period.days.start - _DAY
            return month(eve.year, eve.month)
    length = period.days.length
    if (period.days.start - date.min).days < length:
        return None
    return free(Days(period.days.start - timedelta(days=length), period.days.start - _DAY))


# --- reading an address ----------------------------------------------------------------------------


def read_period(values: Mapping[str, str], today: date, calendar: Calendar) -> Period:
    """The period that an address asks for; the current school year when it asks for none.

    Raises ValidationError keyed by field: `periodo`, `desde`, `hasta`.
    """
    asked = values.get("periodo", "").strip()
    if not asked:
        return current_year(today, calendar)
    if asked == PeriodKind.FREE:
        return _read_free(values, today)
    period = _named(asked, calendar)
    if period is None:
        raise ValidationError({"periodo": "No se reconoce ese periodo: elija uno de la lista."})
    if period.days.start > today:
        raise ValidationError({"periodo": "Ese periodo aún no empieza."})
    if period.days.start.year < today.year - MOST_YEARS:
        raise ValidationError({"periodo": f"Elija un periodo de los últimos {MOST_YEARS} años."})
    return period


def of_key(key: str, start: date, end: date, calendar: Calendar) -> Period:
    """The period that was kept under this key with these days, also when the calendar has changed since."""
    named = _named(key, calendar)
    return replace(named, days=Days(start, end)) if named else free(Days(start, end))


def _named(key: str, calendar: Calendar) -> Period | None:
    kind, *numbers = key.split("-")
    if not all(number.isdecimal() and number.isascii() and len(number) <= 4 for number in numbers):
        return None
    parts = [int(number) for number in numbers]
    if not parts or not 1900 <= parts[0] <= 2200:
        return None
    if kind == PeriodKind.YEAR and len(parts) == 1:
        return school_year(calendar.year(parts[0]))
    if kind == PeriodKind.MONTH and len(parts) == 2 and 1 <= parts[1] <= 12:
        return month(*parts)
    if kind == PeriodKind.BIMESTER and len(parts) == 2:
        year = calendar.year(parts[0])
        return bimester(year, parts[1]) if 1 <= parts[1] <= len(year.bimesters) else None
    return None


def _read_free(values: Mapping[str, str], today: date) -> Period:
    problems: dict[str, str] = {}
    start, end = (_read_day(values, name, problems) for name in ("desde", "hasta"))
    if start and start > today:
        problems["desde"] = "El periodo no puede empezar después de hoy."
    if start and end and "desde" not in problems:
        if end < start:
            problems["hasta"] = "El periodo no puede terminar antes de empezar."
        elif end > today:
            problems["hasta"] = "El periodo no puede terminar después de hoy."
        elif end >= _years_later(start, MOST_YEARS):
            problems["hasta"] = f"Elija {MOST_YEARS} años o menos."
    if start is None or end is None or problems:
        raise ValidationError(problems)
    return free(Days(start, end))


def _read_day(values: Mapping[str, str], name: str, problems: dict[str, str]) -> date | None:
    text = values.get(name, "").strip()
    if not text:
        problems[name] = "Escriba la fecha."
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems[name] = "Escriba una fecha que exista."
        return None


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; of 29 February, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date.max if day.year + years > date.max.year else date(day.year + years, 3, 1)
