"""The shape of a school's own calendar."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms as django_forms

from seho import forms
from seho.curriculum.enums import CalendarKind
from seho.curriculum.models import SchoolCalendar
from seho.curriculum.rules import PERIODS_IN_A_YEAR, period_name

# A CEBA sets how many promotional periods fit in its year: up to one more than usual, the last ones optional.
_MOST_PROMOTIONAL = 3


class CalendarForm(forms.Form):
    """The year of a school and its periods: as many rows as its kind has; promotional ones may be fewer."""

    starts_on = forms.DateField(label="El año escolar empieza el")
    ends_on = forms.DateField(label="El año escolar termina el")

    def __init__(
        self, *args: Any, kind: CalendarKind, year: int, calendar: SchoolCalendar | None, **kwargs: Any
    ) -> None:
        self.kind = kind
        is_promotional = kind == CalendarKind.PROMOTIONAL
        self.rows = _MOST_PROMOTIONAL if is_promotional else PERIODS_IN_A_YEAR[kind]
        kwargs["initial"] = _initial(year, kind, calendar) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for number in range(1, self.rows + 1):
            is_required = number == 1 or not is_promotional
            self.fields[f"start_{number}"] = _day("Desde", is_required)
            self.fields[f"end_{number}"] = _day("Hasta", is_required)

    @property
    def period_rows(self) -> list[dict[str, Any]]:
        """Each period with its name and its two fields."""
        return [
            {
                "name": period_name(self.kind, number),
                "start": self[f"start_{number}"],
                "end": self[f"end_{number}"],
            }
            for number in range(1, self.rows + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Both days of a period or none, and no gap in the numbering."""
        cleaned = super().clean() or self.cleaned_data
        missing: list[int] = []
        for number in range(1, self.rows + 1):
            start, end = cleaned.get(f"start_{number}"), cleaned.get(f"end_{number}")
            if bool(start) != bool(end):
                empty = "end" if start else "start"
                if f"{empty}_{number}" not in self.errors:
                    self.add_error(f"{empty}_{number}", "Escriba las dos fechas del periodo.")
            elif not start:
                missing.append(number)
            elif missing:
                self.add_error(f"start_{missing[0]}", "Complete este periodo antes que el siguiente.")
        return cleaned

    @property
    def periods(self) -> list[tuple[date, date]]:
        cleaned = self.cleaned_data
        rows = [(cleaned[f"start_{n}"], cleaned[f"end_{n}"]) for n in range(1, self.rows + 1)]
        return [(start, end) for start, end in rows if start and end]

    def show_period_problems(self, problems: dict[int, str]) -> None:
        for position, sentence in problems.items():
            self.add_error(f"start_{position + 1}", sentence)


class KindForm(forms.Form):
    """Which year and how it is cut: the question before the calendar itself."""

    anio = django_forms.TypedChoiceField(label="Año", coerce=int)
    tipo = django_forms.ChoiceField(label="Organización del año", choices=CalendarKind.choices)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anio"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["data-autosubmit"] = True


def _day(label: str, is_required: bool) -> forms.DateField:
    """A date of a row that is added when the number of rows is known."""
    return forms.DateField(label=label, required=is_required, error_messages={"required": "Escriba la fecha."})


def _initial(year: int, kind: CalendarKind, calendar: SchoolCalendar | None) -> dict[str, Any]:
    """What the school has; for a new calendar the civil year, which is what most schools use (R4).

    Cut in another way, the year has other periods: their days are asked anew.
    """
    if calendar is None:
        return {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    initial = {"starts_on": calendar.starts_on, "ends_on": calendar.ends_on}
    for period in calendar.periods.all() if calendar.kind == kind else ():
        initial |= {f"start_{period.number}": period.starts_on, f"end_{period.number}": period.ends_on}
    return initial
