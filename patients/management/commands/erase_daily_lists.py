"""Erases what hospitals' daily lists told of children whom nobody accepted in time."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from patients.querysets import PROPOSAL_DAYS
from patients.services.daily import erase_old
from seho.clock import today


class Command(BaseCommand):
    help = f"Borra lo leído de las listas de los hospitales que nadie aceptó en {PROPOSAL_DAYS} días."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Filas borradas: {erase_old(today=today())}.")
