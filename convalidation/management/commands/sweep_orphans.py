"""Removes what a crash left half issued. Run it when the program starts."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from convalidation.services import sweep_orphans


class Command(BaseCommand):
    help = "Quita los archivos de documentos que ningún registro nombra: los deja un corte a mitad de una emisión."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--minutes", type=int, default=60, help="solo los que tienen más minutos que estos")

    def handle(self, *args: Any, **options: Any) -> None:
        removed = sweep_orphans(older_than=timedelta(minutes=options["minutes"]))
        self.stdout.write(f"Archivos quitados: {removed}.")
