"""Of which day a list is: typed, said by the file or its name, or today; and which one is not read."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from patients.rules.daily_day import day_in_name, list_day
from patients.rules.fhir import stamped_on

TODAY = date(2026, 6, 10)
NINTH = date(2026, 6, 9)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("censo_2026-06-09.csv", NINTH),
        ("20260609.json", NINTH),
        ("Lista 09-06-2026.xlsx", NINTH),
        ("lista_9.6.2026.xlsx", NINTH),
        ("censo09062026.csv", NINTH),
        ("censo.csv", None),
        ("HOSPITAL_00005401.csv", None),
        ("reporte_120260609.csv", None),
        ("2026-02-30.csv", None),
        ("del 08-06-2026 al 09-06-2026.csv", None),
    ],
)
def test_the_day_in_the_name_of_a_file(name: str, day: date | None) -> None:
    assert day_in_name(name) == day


def of(**values: object) -> tuple[date, str]:
    given = {"typed": None, "stamped": None, "name": "", "latest": None, "kept_days": 7, "today": TODAY, **values}
    found = list_day(**given)  # type: ignore[arg-type]
    return found.day, found.problem


def test_what_is_typed_stands_before_the_file_its_name_and_today() -> None:
    every = {"typed": NINTH, "stamped": date(2026, 6, 8), "name": "2026-06-07"}
    assert of(**every) == (NINTH, "")
    assert of(**every | {"typed": None}) == (date(2026, 6, 8), "")
    assert of(name="2026-06-07") == (date(2026, 6, 7), "")
    assert of() == (TODAY, "")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"typed": TODAY}, ""),
        ({"typed": TODAY + timedelta(days=1)}, "todavía no llega"),
        ({"name": "2026-06-11"}, "todavía no llega. Si es de otra fecha, escríbala"),
        ({"typed": NINTH, "latest": NINTH}, ""),
        ({"typed": NINTH, "latest": TODAY}, "ya se recibió la del 10/06/2026"),
        ({"typed": TODAY - timedelta(days=6)}, ""),
        ({"typed": TODAY - timedelta(days=7)}, "se borra a los 7 días"),
    ],
)
def test_which_list_is_not_read(values: dict[str, object], said: str) -> None:
    problem = of(**values)[1]
    assert said in problem
    assert bool(said) == bool(problem)


def test_a_bundle_says_when_it_was_made() -> None:
    bundles = [{"resourceType": "Bundle", "timestamp": "2026-06-10T02:00:00Z"}, {"resourceType": "Encounter"}]
    assert stamped_on(bundles) == NINTH  # in Lima
    assert stamped_on([{"resourceType": "Bundle"}, {"resourceType": "Patient"}]) is None
