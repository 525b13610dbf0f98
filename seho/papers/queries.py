"""What the papers read."""

from typing import NamedTuple

from seho.papers.models import YearName


class Names(NamedTuple):
    decade_name: str
    year_name: str


def names_of(year: int) -> Names:
    """The names that head a paper of that year; blank when there are none, which never stops an issue."""
    row = YearName.objects.filter(year=year).values_list("decade_name", "year_name").first()
    return Names(*row) if row else Names("", "")
