"""Removes what crashes and discarded forms left in the store. Run it at the start, or once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seho.files import NotTheirDatabase, forget_what_is_over, sweep_orphans, sweep_unfinished


class Command(BaseCommand):
    help = "Quita los archivos de más de un día que ningún registro nombra: los deja un corte o un registro descartado."

    def handle(self, *args: Any, **options: Any) -> None:
        forgotten = forget_what_is_over()
        removed = sweep_unfinished()
        try:
            removed += sweep_orphans()
        except NotTheirDatabase:
            raise CommandError(
                "La mayoría de los archivos guardados no tiene quien los nombre: no se quitó ninguno. Compruebe que "
                "DATABASE_URL y MEDIA_ROOT sean de la misma instalación, y que la base esté completa."
            ) from None
        words = f" Registros retirados hace tiempo que soltaron sus archivos: {forgotten}." if forgotten else ""
        self.stdout.write(f"Archivos quitados: {removed}.{words}")
