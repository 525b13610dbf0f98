"""Writes docs/indicators.md from the catalogue of figures."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from seho.panel.indicators.prose import as_markdown


class Command(BaseCommand):
    help = "Escribe docs/indicators.md con la definición de cada cifra del tablero."

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "indicators.md"
        path.write_text(as_markdown(), encoding="utf-8")
        self.stdout.write(f"Escrito: {path.name}.")
