"""What a service has: its spaces and how they stand, equipment, materials, visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from seho.network.enums import SpaceKind
from seho.network.models import (
    ConditioningNeed,
    Equipment,
    LearningSpace,
    Receipt,
    ReceiptItem,
    Seho,
    SpaceCheck,
    SupervisionVisit,
)
from seho.network.rules.resources import VISIT_POINTS, MaterialSum, SpaceState, material_sums, space_state


@dataclass(frozen=True)
class SpaceRow:
    space: LearningSpace
    state: SpaceState
    note: str


def spaces_of(seho: Seho, *, today: date) -> list[SpaceRow]:
    """Its spaces, those in use first, each as its last check found it."""
    checks = Prefetch("checks", SpaceCheck.objects.order_by("-checked_on", "-pk"))
    spaces = seho.spaces.order_by("-is_active", "name", "pk").prefetch_related(checks)
    return [_space_row(space, today) for space in spaces]


def _space_row(space: LearningSpace, today: date) -> SpaceRow:
    last = next(iter(space.checks.all()), None)
    state = space_state(
        SpaceKind(space.kind),
        last.conditions if last else None,
        checked_on=last.checked_on if last else None,
        today=today,
    )
    return SpaceRow(space, state, last.note if last else "")


def needs_of(seho: Seho) -> list[ConditioningNeed]:
    """Open ones first, by the day for which they are planned."""
    return list(seho.needs.select_related("space"))


def equipment_of(seho: Seho) -> list[Equipment]:
    """What is there first, then what was written off."""
    rows = seho.equipment.select_related("space")
    return sorted(rows, key=lambda row: row.written_off_on is not None)


def receipts_of(seho: Seho) -> list[Receipt]:
    return list(seho.receipts.select_related("file").prefetch_related("items"))


def materials_of(seho: Seho) -> tuple[MaterialSum, ...]:
    rows = ReceiptItem.objects.filter(receipt__seho=seho).order_by()
    return material_sums(rows.values_list("kind", "quantity", "receipt__received_on"))


@dataclass(frozen=True)
class Inventory:
    """Goods of a service on a day: what its closing hands over (art. 33.1.e)."""

    spaces: tuple[LearningSpace, ...]
    equipment: tuple[Equipment, ...]
    materials: tuple[MaterialSum, ...]

    @property
    def pieces(self) -> int:
        return sum(row.quantity for row in self.equipment)


def inventory_of(seho: Seho) -> Inventory:
    return Inventory(
        spaces=tuple(seho.spaces.active()),
        equipment=tuple(seho.equipment.present().select_related("space")),
        materials=materials_of(seho),
    )


@dataclass(frozen=True)
class VisitRow:
    visit: SupervisionVisit
    points: tuple[tuple[str, str], ...]


def visits_of(seho: Seho) -> list[VisitRow]:
    """Last first; each with what was looked at and how it was found, by key of the state."""
    return [
        VisitRow(visit, tuple((label, visit.points[key]) for key, label in VISIT_POINTS.items() if key in visit.points))
        for visit in seho.visits.select_related("visitor")
    ]
