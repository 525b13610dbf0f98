"""Keeps the figures of supervision and the early signs. Run it each night."""

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from seho.clock import today
from seho.panel.services import snapshots
from seho.text import plural


class Command(BaseCommand):
    help = (
        "Calcula y guarda las señales y las cifras del tablero, de cada servicio al país: las de los periodos en "
        "curso, y una vez por semana las de los que terminaron. Ejecútelo cada noche."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()
        computed = snapshots.refresh(today=today(), now=timezone.now())
        words = plural(computed, "cuadro de cifras calculado", "cuadros de cifras calculados")
        self.stdout.write(f"{words} en {monotonic() - began:.1f} s.")
