"""The figures of the demand that a dossier holds: as the panel counts them, as they may be told to whom reads it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from patients.enums import NotAttendedReason, ReferralState
from seho.network import demand
from tests.network.factories import RegionFactory, SehoFactory, UgelFactory
from tests.patients.factories import ReferralFactory, registered_pupil

pytestmark = pytest.mark.django_db

IN_YEAR = date(2026, 4, 6)


def numbers(found: demand.DemandFigures | None) -> dict[str, int]:
    assert found is not None
    return {one.title: one.count for one in found.numbers}


def not_attended(seho: Any, times: int, reason: NotAttendedReason) -> None:
    ReferralFactory.create_batch(
        times, seho=seho, identified_on=IN_YEAR, closed_on=IN_YEAR, state=ReferralState.NOT_ATTENDED,
        not_attended_reason=reason,
    )  # fmt: skip


def test_a_ugel_tells_of_its_services_and_reserves_small_cells(today: date) -> None:
    seho = SehoFactory()
    registered_pupil(seho, starts_on=IN_YEAR)
    not_attended(seho, 7, NotAttendedReason.NO_CAPACITY)
    not_attended(seho, 2, NotAttendedReason.NO_SERVICE)
    not_attended(SehoFactory(), 9, NotAttendedReason.NO_CAPACITY)
    found = demand.demand_of(seho.ugel, 2026, today=today)
    assert numbers(found)["Registrados"] == 1
    assert numbers(found)["No atendidos"] == 9
    assert found is not None
    assert (found.services, found.year, found.counted_on) == ((seho.short_name,), 2026, today)
    reasons = next(table for table in found.tables if table.title == "No atendidos: motivo de no atención")
    assert {count for _, count in reasons.rows} == {None}
    assert found.has_reserved
    assert demand.DemandFigures.from_json(found.as_json) == found


def test_the_region_is_told_no_number_that_would_tell_of_few_in_another_service(today: date) -> None:
    """7 in one UGEL and 3 in the other: whoever reads the 7 knows the 3 from the region's 10."""
    region = RegionFactory()
    many, few = (SehoFactory(ugel=UgelFactory(region=region)) for _ in range(2))
    not_attended(many, 7, NotAttendedReason.NO_CAPACITY)
    not_attended(few, 3, NotAttendedReason.NO_CAPACITY)
    found = demand.demand_of(many.ugel, 2026, today=today)
    assert found is not None
    assert numbers(found)["No atendidos"] == 7
    for_region = found.for_region()
    assert "No atendidos" not in numbers(for_region)
    assert not any(table.title.startswith("No atendidos") for table in for_region.tables)
    not_attended(few, 3, NotAttendedReason.NO_CAPACITY)
    found = demand.demand_of(many.ugel, 2026, today=today)
    assert found is not None
    assert numbers(found.for_region())["No atendidos"] == 7


def test_the_years_are_those_of_the_panel_and_a_ugel_without_services_has_no_figures(today: date) -> None:
    assert list(demand.years(today)) == [2026, 2025, 2024]
    assert demand.usual_year(today) == 2025
    ugel = SehoFactory(planned=True).ugel
    assert demand.demand_of(ugel, 2026, today=today) is None
