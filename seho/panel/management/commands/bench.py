"""Measure the main pages on a database of its own, at full size and at a tenth of it."""

from __future__ import annotations

import os
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.test.utils import override_settings

from seho.clock import today
from seho.panel.bench.database import LIVE, Silent, engine, own_database
from seho.panel.bench.packets import TARGET_SECONDS, measure_packet
from seho.panel.bench.pages import TARGET_MEDIAN_MS, TARGET_P95_MS, Measure, main_pages, measure, missed, table
from seho.panel.bench.seed import PARTICIPATIONS_A_PUPIL, Size, fill
from seho.panel.bench.visit import TARGET_KB, first_visit_kb
from seho.text import date_long
from seho.warm import settle

_TARGETS = (
    f"Metas: mediana {TARGET_MEDIAN_MS} ms, p95 {TARGET_P95_MS} ms, consultas que no crecen; primera visita, "
    f"{TARGET_KB} KB; paquete con 12 fotos, {TARGET_SECONDS} s. «!»: no se cumple."
)


class Command(BaseCommand):
    help = "Mide las páginas principales y la emisión de un paquete, en una base de datos aparte que se borra."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pupils", type=int, default=10_000)
        parser.add_argument("--schools", type=int, default=180_000)
        parser.add_argument("--rounds", type=int, default=40)

    def handle(self, *args: Any, **options: Any) -> None:
        pupils, schools = options["pupils"], options["schools"]
        self.stdout.write(f"{engine()}; {os.cpu_count()} núcleos; {date_long(today())}.\n{_TARGETS}")
        small = self._measured(Size(pupils // 10, schools // 10), options["rounds"])
        large = self._measured(Size(pupils, schools), options["rounds"], with_packet=True)
        self.stdout.write(table(small, large))

    def _measured(self, size: Size, rounds: int, *, with_packet: bool = False) -> list[Measure]:
        with (
            own_database(),
            tempfile.TemporaryDirectory() as media,
            override_settings(MEDIA_ROOT=Path(media), **LIVE),
        ):
            started = time.perf_counter()
            call_command("load_catalogues", verbosity=0, stdout=Silent())
            filled = fill(size, today())
            self.stdout.write(
                f"{size.pupils:,} estudiantes, {size.pupils * PARTICIPATIONS_A_PUPIL:,} participaciones, "
                f"{size.schools:,} IE: base llenada en {time.perf_counter() - started:.0f} s"
            )
            settle()
            found = [measure(page, rounds) for page in main_pages(filled)]
            if with_packet:
                self.stdout.write(measure_packet(filled, today()))
                visit = first_visit_kb(filled.coordinator)
                self.stdout.write(f"Primera visita, sin la letra: {visit:.0f} KB{missed(visit > TARGET_KB)}")
        return found
