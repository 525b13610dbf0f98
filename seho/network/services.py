"""What is written in the network: services, agreements, spaces, schools."""

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction

from seho.accounts import audit
from seho.accounts.models import User
from seho.network.models import Agreement, LearningSpace, School, Seho
from seho.network.rules import SCHOOL_LEVELS, seho_problems

SEHO_FIELDS = (
    "name",
    "short_name",
    "scope",
    "management",
    "ugel",
    "hospital",
    "address",
    "phone",
    "email",
    "hide_hospital_name",
    "resolution_number",
    "resolution_on",
    "state",
    "opened_on",
    "closed_on",
    "closing_resolution",
    "closing_reason",
)
AGREEMENT_FIELDS = ("number", "starts_on", "ends_on", "signed_on", "parties")
SPACE_FIELDS = ("kind", "name", "capacity", "is_active")
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

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def save_seho(*, by: User | None, today: date, seho: Seho | None = None, **values: Any) -> Seho:
    """Register a service or change it; ``values`` by the names of SEHO_FIELDS. The code has its own act."""
    row = _locked(seho) if seho else Seho()
    before = _snapshot(row) if seho else None
    _fill(row, values, SEHO_FIELDS)
    if problems := seho_problems({name: getattr(row, name, None) for name in SEHO_FIELDS}, today=today):
        raise ValidationError(problems)
    act = "Corrigió los datos del servicio" if seho else "Registró el servicio"
    return _write(row, by=by, act=act, before=before)


@transaction.atomic
def assign_code(*, by: User | None, seho: Seho, registration_code: str) -> Seho:
    """Minedu gives the service its código de registro (art. 28.1)."""
    row = _locked(seho)
    before = _snapshot(row)
    row.registration_code = registration_code or None
    return _write(row, by=by, act="Asignó el código de registro", before=before)


@transaction.atomic
def add_agreement(*, by: User | None, seho: Seho, **values: Any) -> Agreement:
    """``values`` by the names of AGREEMENT_FIELDS; ``signed_on`` may be left out."""
    return _write_agreement(Agreement(seho=seho), values, by=by, act="Registró el convenio", before=None)


@transaction.atomic
def change_agreement(*, by: User | None, agreement: Agreement, **values: Any) -> Agreement:
    row = _locked(agreement)
    before = _snapshot(row)
    return _write_agreement(row, values, by=by, act="Corrigió el convenio", before=before)


def _write_agreement(
    row: Agreement, values: dict[str, Any], *, by: User | None, act: str, before: audit.Values | None
) -> Agreement:
    _fill(row, values, AGREEMENT_FIELDS)
    if row.ends_on < row.starts_on:
        raise ValidationError({"ends_on": "El convenio no puede terminar antes de empezar."})
    if row.signed_on and row.signed_on > row.ends_on:
        raise ValidationError({"signed_on": "El convenio se suscribe antes de que termine su vigencia."})
    twins = Agreement.objects.filter(seho=row.seho, number=row.number).exclude(pk=row.pk)
    if twins.exists():
        raise ValidationError({"number": "Este servicio ya tiene un convenio con ese número."})
    return _write(row, by=by, act=act, before=before)


@transaction.atomic
def add_space(*, by: User | None, seho: Seho, **values: Any) -> LearningSpace:
    """``values`` by the names of SPACE_FIELDS; ``capacity`` and ``is_active`` may be left out."""
    return _write_space(LearningSpace(seho=seho), values, by=by, act="Registró el espacio", before=None)


@transaction.atomic
def change_space(*, by: User | None, space: LearningSpace, **values: Any) -> LearningSpace:
    row = _locked(space)
    before = _snapshot(row)
    return _write_space(row, values, by=by, act="Corrigió el espacio", before=before)


def _write_space(
    row: LearningSpace, values: dict[str, Any], *, by: User | None, act: str, before: audit.Values | None
) -> LearningSpace:
    _fill(row, values, SPACE_FIELDS)
    twins = LearningSpace.objects.filter(seho=row.seho, name=row.name).exclude(pk=row.pk)
    if twins.exists():
        raise ValidationError({"name": "Este servicio ya tiene un espacio con ese nombre."})
    return _write(row, by=by, act=act, before=before)


@transaction.atomic
def add_school(*, by: User | None, **values: Any) -> School:
    """A school that the register does not have; provisional until the register confirms it."""
    row = School(is_provisional=True)
    _fill(row, values, SCHOOL_FIELDS)
    row.level_name = SCHOOL_LEVELS.get(row.level_code, "")
    twins = School.objects.filter(modular_code=row.modular_code, annex=row.annex)
    if twin := twins.first():
        raise ValidationError({"modular_code": f"Ese código modular y anexo ya es de «{twin}», {twin.place}."})
    return _write(row, by=by, act="Registró la institución a mano", before=None)


@transaction.atomic
def save_school_contact(*, by: User | None, school: School, **values: Any) -> School:
    """Correct who directs a school and how to reach it; ``values`` by the names of CONTACT_FIELDS."""
    row = _locked(school)
    before = audit.snapshot(row, CONTACT_FIELDS)
    _fill(row, values, CONTACT_FIELDS)
    row.full_clean()
    row.save(update_fields=CONTACT_FIELDS)
    after = audit.snapshot(row, CONTACT_FIELDS)
    audit.record(by=by, act="Corrigió los datos de contacto", obj=row, before=before, after=after)
    return row


def _snapshot(row: models.Model) -> dict[str, Any]:
    names = {field.name for field in row._meta.concrete_fields}
    return audit.snapshot(row, names - {"id", "search_text"})


def _locked(row: Row) -> Row:
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def _fill(row: models.Model, values: dict[str, Any], allowed: tuple[str, ...]) -> None:
    for name, value in values.items():
        if name not in allowed:
            raise TypeError(f"{name} is not written by this service.")
        setattr(row, name, value)


def _write(row: Row, *, by: User | None, act: str, before: audit.Values | None) -> Row:
    row.full_clean()
    row.save()
    audit.record(by=by, act=act, obj=row, before=before, after=_snapshot(row))
    return row
