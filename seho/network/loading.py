"""Loads the network's catalogues that come with the program. Loading again deletes nothing."""

import csv
from pathlib import Path

from django.db import transaction

from seho.network.models import Hospital, Region, Ugel
from seho.network.rules import hospital_search_text

CATALOGUE = Path(__file__).parent / "catalogue"


def load_offices_and_hospitals() -> dict[str, int]:
    """Offices follow the file. A hospital that exists is left alone: its register changes, so may its row."""
    with transaction.atomic():
        Region.objects.bulk_create(
            [Region(**row) for row in _rows("regions.csv")],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["kind", "name", "title"],
        )
        regions = dict(Region.objects.values_list("code", "pk"))
        Ugel.objects.bulk_create(
            [
                Ugel(
                    code=row["code"],
                    name=row["name"],
                    region_id=regions[row["region"]],
                    is_regional_office=bool(row["is_regional_office"]),
                )
                for row in _rows("ugels.csv")
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "region", "is_regional_office"],
        )
        ugels = dict(Ugel.objects.values_list("code", "pk"))
        Hospital.objects.bulk_create(
            [_hospital(row, ugels) for row in _rows("hospitals.csv")],
            ignore_conflicts=True,
        )
    return {
        "DRE y GRE": len(regions),
        "UGEL": Ugel.objects.filter(is_regional_office=False).count(),
        "DRE que hacen las veces de UGEL": Ugel.objects.filter(is_regional_office=True).count(),
        "establecimientos de salud": Hospital.objects.count(),
    }


def _hospital(row: dict[str, str], ugels: dict[str, int]) -> Hospital:
    hospital = Hospital(ugel_id=ugels.get(row.pop("ugel")), **row)
    hospital.search_text = hospital_search_text(hospital)
    return hospital


def _rows(name: str) -> list[dict[str, str]]:
    with (CATALOGUE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
