"""Says whether every issued paper is as it was issued; ends with an error when one is not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from seho.papers.verification import Checked, faults


class Command(BaseCommand):
    help = "Comprueba que ningún documento emitido fue alterado, quitado o cambiado de orden."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, found = Checked(), 0
        for fault in faults(checked):
            found += 1
            self.stderr.write(f"{fault.label}: {fault.what}")
        seen = f"{checked.packets} paquetes y {checked.documents} documentos"
        if found:
            raise CommandError(f"{found} problemas en {seen}.")
        if not checked.documents:
            self.stdout.write("No hay documentos emitidos: no se comprobó nada.")
        else:
            self.stdout.write(f"Íntegros: {seen}.")
