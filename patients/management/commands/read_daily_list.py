"""Reads a daily list that the hospital's own system left in a folder: the same as in the browser."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from patients.daily_files import LARGEST_BYTES
from patients.enums import ListState
from patients.models import HospitalList
from patients.rules.daily import PROPOSED
from patients.services.daily import receive_list
from seho.clock import today
from seho.network.models import Hospital, Seho


class Command(BaseCommand):
    help = "Lee la lista diaria de un establecimiento y deja sus propuestas a la coordinación del SEHO."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("hospital", help="código RENIPRESS del establecimiento")
        parser.add_argument("file", type=Path, help="lista en Excel (.xlsx), CSV o FHIR en JSON")
        parser.add_argument(
            "--partial", action="store_true", help="la lista no trae a todas las personas hospitalizadas"
        )
        parser.add_argument(
            "--day",
            type=date.fromisoformat,
            help="día de la lista (2026-11-22), si no lo dicen el archivo ni su nombre",
        )
        parser.add_argument("--delete", action="store_true", help="borra el archivo después de leerlo")

    def handle(self, *args: Any, **options: Any) -> None:
        hospital = Hospital.objects.filter(code=options["hospital"].zfill(8)).first()
        if hospital is None or not Seho.objects.active().filter(hospital=hospital).exists():
            raise CommandError("Ningún SEHO en funcionamiento tiene ese establecimiento.")
        path: Path = options["file"]
        row = self._received(hospital, path, is_whole=not options["partial"], day=options["day"])
        if options["delete"]:
            path.unlink()
        self.stdout.write(_said(row))

    def _received(self, hospital: Hospital, path: Path, *, is_whole: bool, day: date | None) -> HospitalList:
        try:
            with path.open("rb") as file:
                content = file.read(LARGEST_BYTES + 1)
            return receive_list(
                by=None, hospital=hospital, content=content, is_whole=is_whole, today=today(), listed_on=day,
                name=path.name,
            )  # fmt: skip
        except OSError as error:
            raise CommandError(f"No se pudo leer el archivo: {error.strerror}.") from error
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal


def _said(row: HospitalList) -> str:
    """Figures alone."""
    if row.state == ListState.COLUMNS:
        return "Lista recibida: la coordinación debe indicar qué trae cada columna."
    proposed = sum(row.counts.get(outcome.value, 0) for outcome in PROPOSED)
    return f"Filas leídas: {row.rows}. Propuestas: {proposed}. Filas con error: {row.counts.get('WRONG', 0)}."
