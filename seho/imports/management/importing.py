"""What `import_schools`, `import_hospitals` and the others share: read, tell, write only when it is asked for."""

from __future__ import annotations

import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from seho.imports import services
from seho.imports.enums import Catalogue, Change, ImportState
from seho.imports.queries import change_rows

WRONG_SHOWN = 10


class ImportCommand(BaseCommand):
    catalogue: Catalogue

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="el .zip, .dbf o .csv, tal como se descarga")
        parser.add_argument("--partial", action="store_true", help="no trae todo el país: lo que falta se deja")
        parser.add_argument("--write", action="store_true", help="escribir lo que se muestra; sin esto, solo muestra")
        parser.add_argument("--accept-gone", action="store_true", help="aceptar que falte mucho de lo que hay")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"No existe el archivo {file.name}.")
        try:
            row = services.begin_import(
                by=None, catalogue=self.catalogue, is_whole=not options["partial"], file_name=file.name,
                content=file.read_bytes(), client_id=uuid.uuid4(), in_background=False,
            )  # fmt: skip
            row = services.read_import(row, lambda share: None)
            if row.state == ImportState.FAILED:
                raise CommandError(row.problem)
            self._tell(row)
            if not options["write"]:
                services.discard_import(by=None, found=row)
                self.stdout.write("No se escribió nada. Para escribirlo: --write")
                return
            self._write(row, accepts_gone=options["accept_gone"])
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal

    def _tell(self, row: Any) -> None:
        self.stdout.write(f"{row.layout}: {row.rows:,} filas")
        for change in Change:
            self.stdout.write(f"  {change.label}: {getattr(row, change.value.lower()):,}")
        self.stdout.write(f"  Iguales: {row.same:,}")
        for one in change_rows(row, Change.WRONG, start=0, count=WRONG_SHOWN):
            self.stdout.write(f"  fila {one.line}: {one.reason}")

    def _write(self, row: Any, *, accepts_gone: bool) -> None:
        try:
            row = services.confirm_import(by=None, found=row, accepts_gone=accepts_gone, in_background=False)
        except ValidationError:
            services.discard_import(by=None, found=row)
            raise
        row = services.write_import(row, now=timezone.now())
        self.stdout.write("Escrito." if row.state == ImportState.WRITTEN else "No se escribió.")
