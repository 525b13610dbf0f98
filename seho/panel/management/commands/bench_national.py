"""Fill a PostgreSQL database with the country, and measure the pages of supervision and the main ones on it."""

from __future__ import annotations

import io
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings

from seho.clock import today
from seho.panel.bench.database import LIVE, engine
from seho.panel.bench.national import seeding
from seho.panel.bench.national.cast import gather
from seho.panel.bench.national.pages import LIST_MS, PANEL_MS, RATIO, Page, asked_extents, asked_periods, pages
from seho.panel.bench.national.report import machine, write
from seho.panel.bench.national.timing import ROUNDS, Timed, table, timed
from seho.panel.bench.sheet import measured, told
from seho.text import date_long
from seho.warm import settle


class Command(BaseCommand):
    help = (
        "Llena dos bases de PostgreSQL, el país y su décimo, y mide en ellas cada página. No toca la base del programa."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--keep", action="store_true", help="Usa las bases que ya están llenas, y las deja.")
        parser.add_argument("--rounds", type=int, default=ROUNDS)
        parser.add_argument("--only", default="", help="Solo las páginas cuyo nombre tiene esta palabra.")
        parser.add_argument("--write", action="store_true", help="Escribe la tabla en docs/performance.md.")

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Hace falta PostgreSQL: use «make bench-national», o dé DATABASE_URL.")
        keep = options["keep"]
        self.stdout.write(f"{machine()}; {engine()}; {date_long(today())}.")
        self.stdout.write(
            f"Metas: p95 {LIST_MS} ms en listas, {PANEL_MS} ms en tableros; razón {RATIO} («!»: no se cumple)."
        )
        found: dict[str, list[Timed]] = {}
        filled: list[str] = []
        with tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=Path(media), **LIVE):
            for name, country in (("bench_tenth", seeding.NATIONAL.tenth), ("bench_country", seeding.NATIONAL)):
                with own_database(name, keep=keep):
                    filled.append(self._filled(country))
                    found[name] = self._measured(options)
                    sheet = self._sheet() if not options["only"] else ""
        whole = table(found["bench_country"], found["bench_tenth"])
        if not options["only"]:
            whole = f"{whole}\n\n{sheet}\n{self._padron()}"
        self.stdout.write(whole)
        if options["write"]:
            write(f"{machine()}; {engine()}; {date_long(today())}. {' '.join(filled)}", whole)

    def _sheet(self) -> str:
        """The Excel of every pupil of the country."""
        what, query = "estudiantes", {"estado": "todos"}
        return told(measured(what, query, today(), most=10_000), measured(what, query, today()))

    def _padron(self) -> str:
        """The register of schools taken in, beside COPY."""
        said = io.StringIO()
        call_command("bench_import", stdout=said)
        _, first, again = said.getvalue().strip().splitlines()
        return f"Padrón: {first}\n{again}"

    def _filled(self, country: seeding.Country) -> str:
        """The database has this country, from before or from now; how much of it there is, in words."""
        if seeding.seeded() != country:
            self.stdout.write(f"Llenando {country.pupils:,} estudiantes en {country.services} servicios")
            seeding.seed(country, today(), self.stdout.write)
        else:
            call_command("migrate", verbosity=0)
        rows = ", ".join(f"{number:,} {what}" for what, number in seeding.counts().items())
        words = f"{rows}; {seeding.disk_mb():,.0f} MB."
        self.stdout.write(words)
        return words

    def _measured(self, options: dict[str, Any]) -> list[Timed]:
        cast = gather()
        seeding.refresh(self.stdout.write, today(), asked_periods(today()), asked_extents(cast))
        settle()
        found = []
        for page in pages(cast, today()):
            if options["only"].lower() in page.name.lower():
                found.append(timed(page, options["rounds"]))
                self.stdout.write(_line(page, found[-1]))
        return found


def _line(page: Page, one: Timed) -> str:
    return f"  {page.name:40} {one.queries:4} {one.median:8.1f} {one.p95:8.1f} {one.cpu:8.1f} {one.problem}"


@contextmanager
def own_database(name: str, *, keep: bool) -> Iterator[None]:
    """Another database of the same server: made anew, or taken as it was left; dropped at the end but for `keep`."""
    real = settings.DATABASES["default"]["NAME"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        is_there = cursor.fetchone() is not None
        if is_there and not keep:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        if not (is_there and keep):
            cursor.execute(f'CREATE DATABASE "{name}"')
    _go_to(name)
    try:
        yield
    finally:
        _go_to(real)
        if not keep:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _go_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
