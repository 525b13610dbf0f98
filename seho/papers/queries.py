"""What the papers read."""

from datetime import date
from typing import NamedTuple

from seho.papers.models import YearName


class Names(NamedTuple):
    decade_name: str
    year_name: str


def names_of(year: int) -> Names:
    """The names that head a paper of that year; blank when there are none, which never stops an issue."""
    row = YearName.objects.filter(year=year).values_list("decade_name", "year_name").first()
    return Names(*row) if row else Names("", "")


def named_years(today: date) -> list[YearName]:
    """The rows of the table and, where they have none yet, this year and the next one; the last one first."""
    rows = {row.year: row for row in YearName.objects.all()}
    for year in (today.year, today.year + 1):
        rows.setdefault(year, YearName(year=year))
    return [rows[year] for year in sorted(rows, reverse=True)]
