"""Measure the Excel of every pupil, in this process alone; on the database of the settings, which it only reads."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from urllib.parse import parse_qsl

from django.core.management.base import BaseCommand

from seho.clock import today
from seho.panel.bench.database import engine
from seho.panel.bench.sheet import measured, told
from seho.panel.exports.sheets import SHEETS


class Command(BaseCommand):
    help = "Mide el Excel de una relación entera: segundos y memoria. Solo lee la base de datos."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", default="estudiantes", choices=list(SHEETS))
        parser.add_argument("--query", default="estado=todos")

    def handle(self, *args: Any, **options: Any) -> None:
        query, day = dict(parse_qsl(options["query"])), today()
        small = measured(options["what"], query, day, most=10_000)
        large = measured(options["what"], query, day)
        self.stdout.write(f"{engine()}.\n{told(small, large)}")
