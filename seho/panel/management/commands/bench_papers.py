"""Measure how papers are made, on a database of its own, against the usual ways."""

from __future__ import annotations

import os
import shutil
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.test.utils import override_settings

from seho.clock import today
from seho.panel.bench.database import LIVE, Silent, engine, own_database
from seho.panel.bench.pages import missed
from seho.panel.bench.paper_ways import Way, chromium_way, naive_way, own_way
from seho.panel.bench.papers import (
    LEAST_OF_PUBLIC,
    LEAST_OF_TWO,
    LEAST_ZIPPED,
    MOST_OF_NAIVE,
    PHOTOS,
    Cost,
    Sample,
    compare,
    growth,
    memory,
    packets_a_minute,
    sample,
    zipped_a_second,
)
from seho.panel.bench.seed import Size, fill
from seho.text import date_long

OWN, NAIVE, ARCHIVE, CHROMIUM = "propio", "WeasyPrint usual", "usual, archivable", "Chromium abierto"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SIZE = Size(pupils=400, schools=500)


class Command(BaseCommand):
    help = "Mide cómo se hacen los documentos: CPU frente a otras maneras, crecimiento, paquetes por minuto, memoria."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--packets", type=int, default=200, help="Cuántos para medir la memoria")
        parser.add_argument("--no-chromium", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{engine()}; {os.cpu_count()} núcleos; {date_long(today())}. «!»: no se cumple la meta.")
        with _filled() as found, tempfile.TemporaryDirectory() as folder, ExitStack() as open_ways:
            ways: dict[str, Way] = {
                NAIVE: naive_way(found.pictures, Path(folder)),
                ARCHIVE: naive_way(found.pictures, Path(folder), standard="pdf/a-3b"),
                OWN: own_way(found.pictures),
            }
            if not options["no_chromium"]:
                ways[CHROMIUM] = open_ways.enter_context(chromium_way(found.pictures, _chromium()))
            self._say(_table(compare(found, ways, options["rounds"], outside=CHROMIUM), list(ways)))
            self._say(_growth_lines(list(growth(found))))
            self._say(_throughput_lines(found, packets=max(20, options["packets"] // 5)))
            self._say(_zip_lines(found))
            self._say(_memory_lines(list(memory(found, options["packets"]))))

    def _say(self, lines: Sequence[str]) -> None:
        self.stdout.write("\n".join(["", *lines]))
        self.stdout.flush()


@contextmanager
def _filled() -> Iterator[Sample]:
    with own_database(), tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=Path(media), **LIVE):
        call_command("load_catalogues", verbosity=0, stdout=Silent())
        yield sample(fill(_SIZE, today()), today())


def _chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if not found:
        raise CommandError("No hay Chromium con el que comparar: instálelo, o use --no-chromium.")
    return found


def _table(costs: Sequence[Cost], ways: Sequence[str]) -> list[str]:
    """Medians of CPU in milliseconds, and how many times the own path's each other way costs."""
    others = [way for way in ways if way != OWN]
    lines = [
        f"CPU en ms (mediana), vueltas intercaladas. {PHOTOS} fotos de 12 megapíxeles, la mitad verticales.",
        f"| documento | {OWN} | " + " | ".join(f"{way} | veces" for way in others) + " |",
        "|---|" + "--:|" * (1 + 2 * len(others)),
    ]
    for cost in costs:
        own = cost.median(OWN)
        cells = [f"{cost.median(way) * 1000:.0f} | {cost.median(way) / own:.2f}" for way in others]
        lines.append(f"| {cost.name} | {own * 1000:.0f} | " + " | ".join(cells) + " |")
    return lines + _verdicts(costs[-1], others)


def _verdicts(packet: Cost, others: Sequence[str]) -> list[str]:
    share = {way: packet.median(OWN) / packet.median(way) for way in others}
    times = 1 / share[NAIVE]
    lines = [
        "El paquete, frente a la llamada usual que da el mismo tipo de PDF: "
        + _held(share[ARCHIVE], share[ARCHIVE] > MOST_OF_NAIVE, f"{MOST_OF_NAIVE} de su CPU"),
        "La llamada usual, que no da etiquetas ni archivo, frente al paquete: "
        + _held(times, times < LEAST_OF_PUBLIC, f"{LEAST_OF_PUBLIC} veces"),
    ]
    if CHROMIUM in share:
        lines.append("Frente a un Chromium ya abierto: " + _held(share[CHROMIUM], share[CHROMIUM] > 1, "1"))
    return lines


def _held(found: float, is_missed: bool, target: str) -> str:
    return f"{found:.2f}{missed(is_missed)}(meta {target})."


def _growth_lines(found: Sequence[tuple[int, float]]) -> list[str]:
    each = [seconds / pages * 1000 for pages, seconds in found]
    said = [f"{pages} páginas, {seconds:.2f} s" for pages, seconds in found]
    costs = ", ".join(f"{one:.0f}" for one in each)
    verdict = f"{missed(each[-1] > each[-2])}(meta: no más que en proporción)."
    return [f"Crecimiento del portafolio: {'; '.join(said)}. Cada página: {costs} ms{verdict}"]


def _throughput_lines(found: Sample, packets: int) -> list[str]:
    one, two = packets_a_minute(found, 1, packets), packets_a_minute(found, 2, packets)
    gain = _held(two / one, two / one < LEAST_OF_TWO, f"{LEAST_OF_TWO} veces")
    return [f"Paquetes por minuto, con cada documento aparte: {one:.0f} con un proceso, {two:.0f} con dos: {gain}"]


def _zip_lines(found: Sample) -> list[str]:
    packets, megabytes = zipped_a_second(found, 1_000)
    rate = f"{packets:.0f} paquetes por segundo{missed(packets < LEAST_ZIPPED)}(meta {LEAST_ZIPPED})"
    return [f"ZIP de paquetes guardados, mientras se envía: {rate}, {megabytes:.0f} MB por segundo."]


def _memory_lines(found: Sequence[tuple[int, float]]) -> list[str]:
    said = ", ".join(f"{megabytes:.0f} MB tras {done} paquetes" for done, megabytes in found)
    return [f"Memoria de un proceso: {said}{missed(found[-1][1] > found[0][1] * 1.1)}(meta: que no crezca)."]
