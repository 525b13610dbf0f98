"""Of which day a hospital's list is: as typed, as the file itself or its name says, else of today. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_YEAR_FIRST = re.compile(r"(?<!\d)(20\d\d)[-_. ]?(\d\d)[-_. ]?(\d\d)(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-_. ](\d{1,2})[-_. ](20\d\d)(?!\d)|(?<!\d)(\d\d)(\d\d)(20\d\d)(?!\d)")


@dataclass(frozen=True)
class ListDay:
    """`problem` says why a list of that day is not read; "" when it is."""

    day: date
    problem: str = ""


def day_in_name(name: str) -> date | None:
    """The day that stands in the name of a file: "censo_2026-06-09.csv", "Lista 09-06-2026.xlsx", "20260609.json".

    None where there is none, or more than one.
    """
    days = set(_days(name))
    return days.pop() if len(days) == 1 else None


def _days(name: str) -> Iterator[date]:
    said = [found.groups() for found in _YEAR_FIRST.finditer(name)]
    for found in _DAY_FIRST.finditer(name):
        day, month, year = (part for part in found.groups() if part)
        said.append((year, month, day))
    for year, month, day in said:
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:
            continue


def list_day(
    *, typed: date | None, stamped: date | None, name: str, latest: date | None, kept_days: int, today: date
) -> ListDay:
    """`stamped`: as the file says it; `latest`: of the newest list of that hospital; `kept_days`: for which proposals
    are kept.

    Never of a day that has not come, and never one whose proposals are erased already; one that is older than another
    would bring back what that one took away.
    """
    day = typed or stamped or day_in_name(name) or today
    said = f"La lista es del {day:%d/%m/%Y}"
    or_type = "" if typed else " Si es de otra fecha, escríbala."
    if day > today:
        return ListDay(day, f"{said}, que todavía no llega.{or_type}")
    if latest is not None and day < latest:
        return ListDay(day, f"{said}, y ya se recibió la del {latest:%d/%m/%Y}: esta no se lee.{or_type}")
    if day <= today - timedelta(days=kept_days):
        return ListDay(day, f"{said}: lo que propone se borra a los {kept_days} días. Suba la más reciente.{or_type}")
    return ListDay(day)
