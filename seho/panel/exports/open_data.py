"""The open data of a school year: one ZIP of tables without persons, with their dictionary. Same data, same bytes.

Why it is so stands in docs/adr/0016-open-data.md.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import Http404

from seho.accounts.permissions import Denied, require
from seho.network.enums import SehoState
from seho.network.models import Seho
from seho.panel.exports import dictionary
from seho.panel.exports.grouping import Node, Row, told
from seho.panel.exports.kinds import Asked as Address
from seho.panel.exports.kinds import Beat, Made
from seho.panel.indicators import demand, pupils, teaching
from seho.panel.indicators.calendars import national_calendar
from seho.panel.indicators.periods import Period, school_year
from seho.panel.indicators.values import Asked, Figures, merge
from seho.text import date_long

NOT_MINEDU = Denied("Los datos abiertos los elabora el Ministerio de Educación.")
YEARS_BACK = 10
# What is told of whom: by figure, the dimensions that are published. Of those that lie in each other the finest alone.
TABLES = {
    "atendidos": ("sexo", "edad", "nivel", "tipo", "lengua", "necesidades"),
    "identificados": ("canal",),
    "no-atendidos": ("motivo",),
}
# Work, not persons: of each service as it is.
WORK = ("sesiones", "minutos", "participaciones")
LEVELS = ("pais", "region", "ugel", "servicio")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_BOM = "\ufeff"


@dataclass(frozen=True)
class YearData:
    """What is known of a year: its period, the services of it in their order, and the figures of each."""

    period: Period
    as_of: date
    services: Sequence[Seho]
    figures: dict[int, Figures]


def open_years(today: date) -> list[Period]:
    """The school years that began, the last first."""
    calendar = national_calendar()
    last = calendar.year_of(today).year
    return [school_year(calendar.year(year)) for year in range(last, last - YEARS_BACK, -1)]


def make_open_data(user: Any, address: Address, today: date, beat: Beat) -> Made:
    """The file of the year that the address names; a step for each service."""
    if not user.scope.is_minedu:
        require(NOT_MINEDU)
    year = address.get("anio", "")
    period = next((one for one in open_years(today) if one.key == f"anio-{year}"), None)
    if period is None:
        raise Http404("No encontramos ese año.")
    data = _computed(period, today, beat)
    tables = [("estudiantes.csv", _pupils(data)), ("servicios.csv", _services(data))]
    file, rows = _zipped(data, tables)
    return Made(file, f"seho-datos-abiertos-{year}.zip", ".zip", frozenset(), rows=rows)


def services_of_year() -> list[Seho]:
    opened = Seho.objects.exclude(state=SehoState.PLANNED).select_related("ugel__region")
    return list(opened.order_by("ugel__region__code", "ugel__code", "registration_code", "pk"))


def _computed(period: Period, today: date, beat: Beat) -> YearData:
    services = services_of_year()
    figures = {}
    for count, seho in enumerate(services, start=1):
        asked = Asked((seho.pk,), period.days, today)
        figures[seho.pk] = merge(room.figures(asked) for room in (demand, pupils, teaching))
        beat(count)
    return YearData(period, min(today, period.days.end), services, figures)


# --- the tables ------------------------------------------------------------------------------------

_UNIT = ("ambito", "codigo_region", "region", "codigo_ugel", "ugel", "servicio", "servicios_agrupados")


def _pupils(data: YearData) -> Iterator[Sequence[object]]:
    """One line for each figure, dimension, unit (or group of units) and category."""
    yield ("anio", "cifra", "dimension", *_UNIT, "categoria", "cantidad")
    units = _units(data.services)
    year = data.period.key.removeprefix("anio-")
    for figure, dimensions in TABLES.items():
        root = _tree(data, figure)
        for dimension in dimensions:
            for row in told(root, dimension):
                unit = _unit(row, units)
                for category, number in row.cells.items():
                    yield (year, figure, dimension, *unit, category, number)


def _tree(data: YearData, figure: str) -> Node:
    """The country, its regions, their UGELs and services, in their order."""

    def leaf(seho: Seho) -> Node:
        return Node(str(seho.pk), data.figures[seho.pk].tables.get(figure, {}))

    regions = []
    for region, in_region in groupby(data.services, key=lambda seho: seho.ugel.region_id):
        ugels = []
        for ugel, in_ugel in groupby(in_region, key=lambda seho: seho.ugel_id):
            ugels.append(Node(f"ugel-{ugel}", parts=tuple(map(leaf, in_ugel))))
        regions.append(Node(f"region-{region}", parts=tuple(ugels)))
    return Node("pais", parts=tuple(regions))


@dataclass(frozen=True)
class _Unit:
    """How a unit is named (codes and names of region and UGEL, name of the service), and how many services it has."""

    names: tuple[str, ...]
    services: int = 0


# Names of a unit that has them all.
_NAMES = 5


def _units(services: Iterable[Seho]) -> dict[str, _Unit]:
    """By the key of its node."""
    found: dict[str, _Unit] = {}
    for seho in services:
        ugel, region = seho.ugel, seho.ugel.region
        names = (region.code, region.name, ugel.code, ugel.name, seho.short_name)
        for key, depth in (("pais", 0), (f"region-{region.pk}", 2), (f"ugel-{ugel.pk}", 4), (str(seho.pk), 5)):
            unit = found.get(key) or _Unit((*names[:depth], *[""] * (_NAMES - depth)))
            found[key] = replace(unit, services=unit.services + 1)
    return found


_GROUPS = ("", "Otras regiones, agrupadas", "Otras UGEL, agrupadas", "Otros servicios, agrupados")


def _unit(row: Row, units: dict[str, _Unit]) -> tuple[object, ...]:
    """What a line says of its unit; a group has the names of its parent and says that it is one."""
    inside = [units[key] for key in row.keys]
    count = sum(unit.services for unit in inside)
    if len(inside) == 1:
        return LEVELS[row.depth], *inside[0].names, count
    above = inside[0].names[: 2 * (row.depth - 1)]
    # A group has no code; a service has none anyway.
    names = (*above, *([""] if row.depth < LEVELS.index("servicio") else []), _GROUPS[row.depth])
    return LEVELS[row.depth], *names, *[""] * (_NAMES - len(names)), count


def _services(data: YearData) -> Iterator[Sequence[object]]:
    """One line for each service and figure of work: no persons are counted."""
    yield ("anio", "codigo_registro", "servicio", "codigo_ugel", "ugel", "codigo_region", "region", "cifra", "cantidad")
    year = data.period.key.removeprefix("anio-")
    for seho in data.services:
        ugel = seho.ugel
        measures = data.figures[seho.pk].by_service.get(seho.pk, {})
        for key in WORK:
            if key in measures:
                place = (seho.registration_code or "", seho.short_name, ugel.code, ugel.name)
                yield (year, *place, ugel.region.code, ugel.region.name, key, f"{measures[key].value or 0:.0f}")


# --- the file --------------------------------------------------------------------------------------


def _zipped(data: YearData, tables: Iterable[tuple[str, Iterator[Sequence[object]]]]) -> tuple[IO[bytes], int]:
    """The same rows make the same bytes: no moment of making is in it, and the order is always the same."""
    file = TemporaryFile()  # noqa: SIM115 -- whoever asked closes it
    rows = 0
    try:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, lines in tables:
                text = csv_of(lines)
                rows += text.count("\r\n") - 1
                _add(archive, name, text)
            _add(archive, "diccionario.csv", csv_of(dictionary.lines(TABLES, WORK)))
            _add(archive, "LEEME.txt", dictionary.readme(data.period.label, _until(data)))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, rows


def _until(data: YearData) -> str:
    """Up to which day a year is told that goes on; "" once it is over."""
    return date_long(data.as_of) if data.as_of < data.period.days.end else ""


def csv_of(lines: Iterable[Sequence[object]]) -> str:
    """Commas, quotes where needed, lines as Windows ends them; the mark by which Excel knows UTF-8."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for line in lines:
        writer.writerow([_cell(value) for value in line])
    return _BOM + out.getvalue()


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, text.encode())
