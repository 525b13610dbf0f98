"""The services with their code, agreements and learning spaces."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from seho.accounts import audit
from seho.accounts.models import User
from seho.network.enums import SehoState
from seho.network.models import Agreement, LearningSpace, Proposal, Seho
from seho.network.rules import seho_problems
from seho.network.services.writing import fill, locked, snapshot, write

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


@transaction.atomic
def save_seho(*, by: User | None, today: date, seho: Seho | None = None, **values: Any) -> Seho:
    """Register a service or change it; ``values`` by the names of SEHO_FIELDS. The code has its own act."""
    row = locked(seho) if seho else Seho()
    before = snapshot(row) if seho else None
    fill(row, values, SEHO_FIELDS)
    if problems := seho_problems({name: getattr(row, name, None) for name in SEHO_FIELDS}, today=today):
        raise ValidationError(problems)
    if before and before["state"] == SehoState.PLANNED:
        _refuse_jump(row, before)
    act = "Corrigió los datos del servicio" if seho else "Registró el servicio"
    return write(row, by=by, act=act, before=before)


def _refuse_jump(row: Seho, before: audit.Values) -> None:
    """A service that came by a proposal gets its resolution and its start by their own steps (art. 25.3)."""
    jumped = [name for name in ("state", "resolution_number") if getattr(row, name) != before[name]]
    if jumped and row.state != SehoState.CLOSED and Proposal.objects.filter(seho=row).exists():
        words = "Este servicio tiene un expediente: registre su resolución y su inicio en «Implementación» (art. 25.3)."
        raise ValidationError(dict.fromkeys(jumped, words))


@transaction.atomic
def assign_code(*, by: User | None, seho: Seho, registration_code: str, today: date | None = None) -> Seho:
    """Minedu gives the service its código de registro (art. 28.1); ``today`` stands in its proposal, if it has one."""
    row = locked(seho)
    before = snapshot(row)
    row.registration_code = registration_code or None
    proposal = Proposal.objects.select_for_update().filter(seho=row, code_assigned_on=None).first()
    if proposal is not None and today is not None and row.registration_code:
        proposal.code_assigned_on = today
        proposal.save(update_fields=["code_assigned_on"])
    return write(row, by=by, act="Asignó el código de registro", before=before)


@transaction.atomic
def add_agreement(*, by: User | None, seho: Seho, **values: Any) -> Agreement:
    """``values`` by the names of AGREEMENT_FIELDS; ``signed_on`` may be left out."""
    return _write_agreement(Agreement(seho=seho), values, by=by, act="Registró el convenio", before=None)


@transaction.atomic
def change_agreement(*, by: User | None, agreement: Agreement, **values: Any) -> Agreement:
    row = locked(agreement)
    before = snapshot(row)
    return _write_agreement(row, values, by=by, act="Corrigió el convenio", before=before)


def _write_agreement(
    row: Agreement, values: dict[str, Any], *, by: User | None, act: str, before: audit.Values | None
) -> Agreement:
    fill(row, values, AGREEMENT_FIELDS)
    if row.ends_on < row.starts_on:
        raise ValidationError({"ends_on": "El convenio no puede terminar antes de empezar."})
    if row.signed_on and row.signed_on > row.ends_on:
        raise ValidationError({"signed_on": "El convenio se suscribe antes de que termine su vigencia."})
    twins = Agreement.objects.filter(seho=row.seho, number=row.number).exclude(pk=row.pk)
    if twins.exists():
        raise ValidationError({"number": "Este servicio ya tiene un convenio con ese número."})
    return write(row, by=by, act=act, before=before)


@transaction.atomic
def add_space(*, by: User | None, seho: Seho, **values: Any) -> LearningSpace:
    """``values`` by the names of SPACE_FIELDS; ``capacity`` and ``is_active`` may be left out."""
    return _write_space(LearningSpace(seho=seho), values, by=by, act="Registró el espacio", before=None)


@transaction.atomic
def change_space(*, by: User | None, space: LearningSpace, **values: Any) -> LearningSpace:
    row = locked(space)
    before = snapshot(row)
    return _write_space(row, values, by=by, act="Corrigió el espacio", before=before)


def _write_space(
    row: LearningSpace, values: dict[str, Any], *, by: User | None, act: str, before: audit.Values | None
) -> LearningSpace:
    fill(row, values, SPACE_FIELDS)
    twins = LearningSpace.objects.filter(seho=row.seho, name=row.name).exclude(pk=row.pk)
    if twins.exists():
        raise ValidationError({"name": "Este servicio ya tiene un espacio con ese nombre."})
    return write(row, by=by, act=act, before=before)
