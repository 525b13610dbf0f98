"""Fills an empty PostgreSQL database with the country: set-based SQL, the indexes made once the rows are there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

from seho.crypto import encrypt
from seho.panel.bench.database import Silent
from seho.panel.indicators.scope import Extent
from seho.panel.services import snapshots

_FILES = sorted(Path(__file__).parent.glob("[0-9]_*.sql"))
_OWN_APPS = ("accounts", "network", "curriculum", "imports", "patients", "attendance", "convalidation")
# Work tables of the files, which nothing reads once the rows are there.
_WORK = ("office", "service", "calendar", "person", "pupil", "time", "session", "version", "work", "packet", "return")

Say = Callable[[str], object]


@dataclass(frozen=True)
class Country:
    """How many of what. Sessions, participations and papers follow from the pupils and from their days."""

    services: int
    pupils: int
    schools: int
    hospitals: int
    years: int = 10

    @property
    def tenth(self) -> Country:
        """As many pupils for each service, as many offices: what is a tenth is the number of services and places."""
        return Country(
            max(self.services // 10, 1), self.pupils // 10, self.schools // 10, self.hospitals // 10, self.years
        )


NATIONAL = Country(services=60, pupils=100_000, schools=180_000, hospitals=36_000)
ONE_SERVICE = Country(services=1, pupils=1_700, schools=18_000, hospitals=600)


def seed(country: Country, today: date, say: Say) -> None:
    """The database of the connection has nothing but its schema, or nothing at all."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_catalogues", verbosity=0, stdout=Silent())
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET work_mem = '256MB'; SET maintenance_work_mem = '256MB'")
        with _defaults(cursor), _without_indexes(cursor, say):
            for path in _FILES:
                _run(cursor, path, country, today, say)
        for table in _WORK:
            cursor.execute(f'DROP TABLE bench."{table}"')
        _settle(cursor, say)
        cursor.execute("RESET statement_timeout; RESET work_mem; RESET maintenance_work_mem")
    say(f"llenada en {time.perf_counter() - started:.0f} s; ocupa {disk_mb():,.0f} MB")


def seeded() -> Country | None:
    """The country that this database holds; None where it holds none, or only a part of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('bench.country') IS NOT NULL AND to_regclass('bench.whole') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT services, pupils, schools, hospitals, years FROM bench.country")
        return Country(*cursor.fetchone())


def refresh(say: Say, day: date, keys: Collection[str], among: Collection[Extent]) -> None:
    """What the panels keep is computed, as each night, of the periods and the scopes that are asked for here."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    began = time.monotonic()
    computed = snapshots.refresh(today=day, now=timezone.now(), keys=keys, among=among)
    say(f"{computed} cuadros de cifras guardados en {time.monotonic() - began:.0f} s")


def counts() -> dict[str, int]:
    """How many rows of what the target names there are."""
    named = {
        "servicios": "network.Seho", "IE": "network.School", "establecimientos": "network.Hospital",
        "estudiantes": "patients.Patient", "sesiones": "attendance.Session",
        "participaciones": "attendance.Participation", "documentos emitidos": "convalidation.IssuedDocument",
        "actos en el registro": "accounts.AuditEvent",
    }  # fmt: skip
    return {words: apps.get_model(label)._default_manager.count() for words, label in named.items()}


def disk_mb() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e6


def _run(cursor: Any, path: Path, country: Country, today: date, say: Say) -> None:
    started = time.perf_counter()
    # A fixed word, encrypted as the program does: what is measured is the reading of it.
    values = {**vars(country), "today": today, "diagnosis": encrypt("Dato inventado para medir")}
    if path is _FILES[0]:
        cursor.execute(path.read_text(), values)
    else:
        for statement in path.read_text().split(";\n"):
            cursor.execute(statement) if statement.strip() else None
    say(f"  {path.stem}: {time.perf_counter() - started:.0f} s")


def _models() -> list[type[models.Model]]:
    """Of our own apps, those that have a table."""
    tables = set(connection.introspection.table_names())
    own = [model for name in _OWN_APPS for model in apps.get_app_config(name).get_models(include_auto_created=True)]
    return [model for model in own if model._meta.db_table in tables and not model._meta.proxy]


@contextmanager
def _defaults(cursor: Any) -> Iterator[None]:
    """Whatever the files do not name gets what the program would give it, for as long as they run."""
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
    )
    needed = set(cursor.fetchall())
    columns = [
        (model._meta.db_table, field.column, _default_of(field))
        for model in _models()
        for field in model._meta.concrete_fields
        if (model._meta.db_table, field.column) in needed and not field.remote_field
    ]
    given = [(table, column, value) for table, column, value in columns if value is not None]
    for table, column, value in given:
        cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET DEFAULT {value}')
    try:
        yield
    finally:
        for table, column, _ in given:
            cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" DROP DEFAULT')


def _default_of(field: models.Field[Any, Any]) -> str | None:
    """As SQL writes it; None where the program has none either."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now()"
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    value = field.get_default()
    if isinstance(field, models.JSONField) and value is not None:
        value = json.dumps(value)
    if isinstance(field, models.DateTimeField) and value is not None:
        return "now()"
    if isinstance(value, bool | int):
        return str(value).lower()
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else None


@contextmanager
def _without_indexes(cursor: Any, say: Say) -> Iterator[None]:
    """Foreign keys, unique constraints and indexes besides the primary keys are made anew at the end.

    So every row is checked, once; and filling takes a third of the time.
    """
    tables = [model._meta.db_table for model in _models() if not model._default_manager.exists()]
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype = 'f'",
        [tables],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE NOT indisprimary "
        "AND indrelid = ANY(%s::regclass[]) AND indexrelid NOT IN (SELECT conindid FROM pg_constraint)",
        [tables],
    )
    indexes = cursor.fetchall()
    for table, name, _ in reversed(constraints):
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    started = time.perf_counter()
    # First the unique ones, which foreign keys could refer to.
    for table, name, definition in (row for row in constraints if not row[2].startswith("FOREIGN")):
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in (row for row in constraints if row[2].startswith("FOREIGN")):
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    say(f"  índices y claves: {time.perf_counter() - started:.0f} s")


def _settle(cursor: Any, say: Say) -> None:
    """Keys go on after the last row; the planner knows the tables; the mark of a whole country."""
    started = time.perf_counter()
    for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
        cursor.execute(statement)
    cursor.execute("VACUUM (ANALYZE)")
    cursor.execute("CREATE TABLE bench.whole ()")
    say(f"  ordenada: {time.perf_counter() - started:.0f} s")
