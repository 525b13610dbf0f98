"""Schools that are added by hand, and how to reach them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from seho.accounts import audit
from seho.accounts.models import User
from seho.network.models import School
from seho.network.rules import SCHOOL_LEVELS
from seho.network.services.writing import fill, locked, write

CONTACT_FIELDS = ("director_name", "phone", "email", "address")


SCHOOL_FIELDS = (
    "modular_code",
    "annex",
    "name",
    "level_code",
    "management",
    "department",
    "province",
    "district",
    "locality",
    "ugel",
    "local_code",
    *CONTACT_FIELDS,
)


@transaction.atomic
def add_school(*, by: User | None, **values: Any) -> School:
    """A school that the register does not have; provisional until the register confirms it."""
    row = School(is_provisional=True)
    fill(row, values, (*SCHOOL_FIELDS, "ubigeo"))
    row.level_name = SCHOOL_LEVELS.get(row.level_code, "")
    twins = School.objects.filter(modular_code=row.modular_code, annex=row.annex)
    if twin := twins.first():
        raise ValidationError({"modular_code": f"Ese código modular y anexo ya es de «{twin}», {twin.place}."})
    return write(row, by=by, act="Registró la institución a mano", before=None)


@transaction.atomic
def save_school_contact(*, by: User | None, school: School, **values: Any) -> School:
    """Correct who directs a school and how to reach it; ``values`` by the names of CONTACT_FIELDS."""
    row = locked(school)
    before = audit.snapshot(row, CONTACT_FIELDS)
    fill(row, values, CONTACT_FIELDS)
    row.full_clean()
    row.save(update_fields=CONTACT_FIELDS)
    after = audit.snapshot(row, CONTACT_FIELDS)
    audit.record(by=by, act="Corrigió los datos de contacto", obj=row, before=before, after=after)
    return row
