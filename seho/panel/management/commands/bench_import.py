"""Measure the import of the register of schools against COPY, on a database of its own."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import override_settings

from seho.panel.bench.database import LIVE, engine, own_database
from seho.panel.bench.imports import SCHOOLS, measure


class Command(BaseCommand):
    help = "Mide la importación del padrón frente al COPY de PostgreSQL, en una base de datos aparte que se borra."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--schools", type=int, default=SCHOOLS)

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Se mide en PostgreSQL: dé su dirección en DATABASE_URL.")
        self.stdout.write(f"{engine()}; {os.cpu_count()} núcleos.")
        with own_database(), tempfile.TemporaryDirectory() as media, override_settings(MEDIA_ROOT=Path(media), **LIVE):
            measure(options["schools"], tell=self.stdout.write)
