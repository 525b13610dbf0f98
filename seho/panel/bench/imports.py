"""The register of schools taken in, against PostgreSQL's own COPY of it; and a later one, half of its rows changed."""

from __future__ import annotations

import io
import struct
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from seho.imports import services
from seho.imports.enums import Catalogue
from seho.network.models import School

SCHOOLS = 180_000
CHUNK = 1 << 18

# The columns of `Padron_web.dbf` with their widths; what is not filled stays blank, as in most real rows.
PADRON: tuple[tuple[str, int], ...] = (
    ("COD_MOD", 7), ("ANEXO", 1), ("CODINST", 8), ("CODLOCAL", 6), ("CEN_EDU", 100), ("NIV_MOD", 2), ("D_NIV_MOD", 40),
    ("D_FORMA", 20), ("COD_CAR", 1), ("D_COD_CAR", 30), ("TIPSSEXO", 1), ("D_TIPSSEXO", 10), ("GESTION", 1),
    ("D_GESTION", 40), ("GES_DEP", 2), ("D_GES_DEP", 40), ("DIRECTOR", 90), ("TELEFONO", 30), ("EMAIL", 60),
    ("PAGWEB", 60), ("DIR_CEN", 200), ("REFERENCIA", 60), ("LOCALIDAD", 60), ("CODCP_INEI", 10), ("CODCCPP", 6),
    ("CEN_POB", 60), ("AREA_CENSO", 1), ("DAREACENSO", 10), ("CODGEO", 6), ("D_DPTO", 30), ("D_PROV", 40),
    ("D_DIST", 50), ("D_REGION", 40), ("CODOOII", 6), ("D_DREUGEL", 40), ("NLAT_IE", 12), ("NLONG_IE", 12),
    ("TIPOPROG", 2), ("D_TIPOPROG", 30), ("COD_TUR", 2), ("D_COD_TUR", 30), ("NRORUC", 11), ("RZSOCIAL", 60),
    ("PROMOTOR", 60), ("ESTADO", 1), ("D_ESTADO", 10), ("D_FTE_DATO", 30), ("TALUM_HOM", 6), ("TALUM_MUJ", 6),
    ("TALUMNO", 6), ("TDOCENTE", 6), ("TSECCION", 6), ("FECHAREG", 10), ("FECHA_ACT", 10),
)  # fmt: skip
_PLACES = (
    ("040101", "AREQUIPA", "AREQUIPA", "CERRO COLORADO"), ("150132", "LIMA", "LIMA", "SAN JUAN DE LURIGANCHO"),
    ("080801", "CUSCO", "ESPINAR", "ESPINAR"), ("021809", "ANCASH", "SANTA", "NUEVO CHIMBOTE"),
    ("160101", "LORETO", "MAYNAS", "IQUITOS"), ("220901", "SAN MARTIN", "SAN MARTIN", "TARAPOTO"),
)  # fmt: skip
_WORDS = ("SAN JOSÉ", "NIÑO JESÚS", "MICAELA", "LOS ANDES", "NUEVO HORIZONTE", "SANTA ROSA", "EL AMAUTA", "VALLE ALTO")


def dbf_of(rows: Iterable[Mapping[str, str]], count: int) -> bytes:
    """dBase III, as its manual says: header of 32 bytes, 32 for each field, rows of fixed width."""
    width = 1 + sum(length for _, length in PADRON)
    out = io.BytesIO()
    # Written on 5 January 2026.
    out.write(struct.pack("<BBBBIHH20x", 3, 126, 1, 5, count, 32 + 32 * len(PADRON) + 1, width))
    for name, length in PADRON:
        out.write(struct.pack("<11sc4xBB14x", name.encode(), b"C", length, 0))
    out.write(b"\r")
    for row in rows:
        cells = (row.get(name, "").encode("cp1252").ljust(length)[:length] for name, length in PADRON)
        out.write(b" " + b"".join(cells))
    out.write(b"\x1a")
    return out.getvalue()


def padron_dbf(count: int, *, is_later: bool = False) -> bytes:
    """A register of so many invented schools, as the State writes it; the later one has changed every second row."""
    told = _later_school if is_later else _school
    return dbf_of(map(told, range(count)), count)


def _later_school(number: int) -> dict[str, str]:
    row = _school(number)
    return row | {"DIRECTOR": f"OTRA PERSONA {number}", "DIR_CEN": f"AVENIDA {number}"} if number % 2 else row


def _school(number: int) -> dict[str, str]:
    ubigeo, department, province, district = _PLACES[number % len(_PLACES)]
    word, other = _WORDS[number % 8], _WORDS[number // 8 % 8]
    return {
        "COD_MOD": f"{number:07}", "ANEXO": "0", "CODLOCAL": f"{number % 1_000_000:06}",
        "CEN_EDU": f"{number} {word} DE {other}", "NIV_MOD": "B0", "D_NIV_MOD": "Primaria", "GESTION": "1",
        "D_GESTION": "Pública de gestión directa", "DIRECTOR": f"PERSONA INVENTADA {number}",
        "TELEFONO": f"9{number:08}", "EMAIL": f"ie{number}@ie.test", "DIR_CEN": f"JIRÓN DE PRUEBA {number}",
        "LOCALIDAD": word, "CODGEO": ubigeo, "D_DPTO": department, "D_PROV": province, "D_DIST": district,
        "CODOOII": "040001", "NLAT_IE": f"-{number % 18 + 0.5:.6f}", "NLONG_IE": f"-{number % 10 + 70.25:.6f}",
        "ESTADO": "1", "D_ESTADO": "Activa",
    }  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock for the same rows: read and compared, written, and PostgreSQL's COPY alone.

    `reread` and `rewrite` of the later register.
    """

    rows: int
    read: float
    write: float
    copy: float
    reread: float
    rewrite: float

    @property
    def ratio(self) -> float:
        return (self.read + self.write) / self.copy


def measure(rows: int = SCHOOLS, *, tell: Callable[[str], None] = print) -> Taken:
    """Take the register into an empty table of schools, then the later one, then COPY the rows out and in.

    PostgreSQL only.
    """
    read, write = _taken_in(padron_dbf(rows))
    reread, rewrite = _taken_in(padron_dbf(rows, is_later=True))
    taken = Taken(rows, read, write, _copy_again(rows), reread, rewrite)
    tell(
        f"{rows:,} filas: leer {taken.read:.1f} s, escribir {taken.write:.1f} s, "
        f"COPY {taken.copy:.1f} s, razón {taken.ratio:.1f}"
    )
    tell(f"Otra vez, la mitad cambiada: leer {taken.reread:.1f} s, escribir {taken.rewrite:.1f} s")
    return taken


def _taken_in(content: bytes) -> tuple[float, float]:
    """Seconds of reading and of writing."""
    start = time.perf_counter()
    found = services.begin_import(
        by=None, catalogue=Catalogue.SCHOOLS, is_whole=True, file_name="padron.dbf", content=content,
        client_id=uuid.uuid4(), in_background=False,
    )  # fmt: skip
    found = services.read_import(found, lambda share: None)
    read = time.perf_counter()
    found = services.confirm_import(by=None, found=found, accepts_gone=True, in_background=False)
    services.write_import(found, now=timezone.now())
    return read - start, time.perf_counter() - read


def _copy_again(rows: int) -> float:
    """The same rows out of the table and, the table emptied, in again with its indexes."""
    cursor: Any
    with connection.cursor() as cursor:
        kept = io.BytesIO()
        with cursor.copy('COPY "network_school" TO STDOUT') as stream:
            for block in stream:
                kept.write(block)
        cursor.execute('DELETE FROM "network_school"')
        connection.commit()
        cursor.execute('VACUUM "network_school"')
        content = kept.getvalue()
        start = time.perf_counter()
        with cursor.copy('COPY "network_school" FROM STDIN') as stream:
            for place in range(0, len(content), CHUNK):
                stream.write(content[place : place + CHUNK])
        connection.commit()
        taken = time.perf_counter() - start
    assert School.objects.count() == rows
    return taken
