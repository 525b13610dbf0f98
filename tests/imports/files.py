"""Small files in the layouts of the State, made by the tests: every row in them is invented."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from seho.imports.enums import Catalogue
from seho.imports.models import Import
from seho.imports.services import begin_import, read_import
from seho.panel.bench.imports import PADRON, dbf_of

SCHOOL = {
    "COD_MOD": "0900001", "ANEXO": "0", "CODLOCAL": "090001", "CEN_EDU": "90001 NIÑO DE PRUEBA", "NIV_MOD": "B0",
    "D_NIV_MOD": "Primaria", "GESTION": "1", "DIRECTOR": "DEMO DIRECTORA", "TELEFONO": "999000111",
    "EMAIL": "prueba@ie.test", "DIR_CEN": "JR. DE PRUEBA 123", "LOCALIDAD": "PUEBLO DE PRUEBA", "CODGEO": "040101",
    "D_DPTO": "AREQUIPA", "D_PROV": "AREQUIPA", "D_DIST": "SAN JUAN DE SIGUAS", "CODOOII": "040001",
    "NLAT_IE": "-16.398800", "NLONG_IE": "-71.536900", "ESTADO": "1", "D_ESTADO": "Activa",
}  # fmt: skip

_NEW = (
    "INSTITUCION;COD_IPRESS;NOMBRE;CLASIFICACION;TIPO_ESTABLECIMIENTO;DEPARTAMENTO;PROVINCIA;DISTRITO;UBIGEO;"
    "DIRECCION;CO_DISA;COD_RED;COD_MICRORRED;DISA;RED;MICRORED;COD_UE;UNIDAD_EJECUTORA;CATEGORIA;TELEFONO;HORARIO;"
    "INICIO_ACTIVIDAD;ESTADO;NORTE;ESTE;IMAGEN_1;FE_ACT_IMAGEN_1;IMAGEN_2;FE_ACT_IMAGEN_2;IMAGEN_3;FE_ACT_IMAGEN_3"
)
_OLD = (
    "Institución,Código Único,Nombre del establecimiento,Clasificación,Tipo,Departamento,Provincia,Distrito,UBIGEO,"
    "Dirección,Código DISA,Código Red,Código Microrred,DISA,Red,Microrred,Código UE,Unidad Ejecutora,Categoria,"
    "Teléfono,Tipo Doc.Categorización,Nro.Doc.Categorización,Horario,Inicio de Actividad,"
    "Director Médico y/o Responsable de la Atención de Salud,Estado,Situación,Condición,Inspección,NORTE,ESTE,"
    "COTA,CAMAS"
)
NEW_RENIPRESS, OLD_RENIPRESS = _NEW.split(";"), _OLD.split(",")

HOSPITAL = {
    "COD_IPRESS": "00900001", "NOMBRE": "HOSPITAL DE PRUEBA", "CATEGORIA": "III-1", "DEPARTAMENTO": "ÁNCASH",
    "PROVINCIA": "SANTA", "DISTRITO": "NUEVO CHIMBOTE", "UBIGEO": "021809", "ESTADO": "ACTIVO",
    "NORTE": "-9.1219", "ESTE": "-78.5283", "CO_DISA": "25.0",
}  # fmt: skip


def csv_of(
    columns: Sequence[str],
    rows: Sequence[Mapping[str, str]],
    *,
    delimiter: str,
    encoding: str = "utf-8",
    end: str = "\r\n",
) -> bytes:
    lines = [delimiter.join(columns), *(delimiter.join(row.get(name, "") for name in columns) for row in rows)]
    return (end.join(lines) + end).encode(encoding)


def padron_csv(*rows: Mapping[str, str], **how: Any) -> bytes:
    how = {"delimiter": ",", "encoding": "cp1252"} | how
    return csv_of([name for name, _ in PADRON], [{**SCHOOL, **row} for row in rows], **how)


def padron_dbf(*rows: Mapping[str, str]) -> bytes:
    return dbf_of(({**SCHOOL, **row} for row in rows), len(rows))


def renipress_csv(*rows: Mapping[str, str], **how: Any) -> bytes:
    how = {"delimiter": ";", "encoding": "utf-8-sig"} | how
    return csv_of(NEW_RENIPRESS, [{**HOSPITAL, **row} for row in rows], **how)


def zip_of(content: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("LEEME.txt", "notas")
        packed.writestr(name, content)
    return out.getvalue()


SCHOOL_FILE = padron_csv({})
HOSPITAL_FILE = renipress_csv({})


def read_in(catalogue: Catalogue, content: bytes, *, by: Any = None, is_whole: bool = False) -> Import:
    """An import as far as it goes by itself: read, and waiting to be confirmed (or failed)."""
    row = begin_import(
        by=by, catalogue=catalogue, is_whole=is_whole, file_name="padron.csv", content=content, client_id=uuid.uuid4(),
        in_background=by is not None,
    )  # fmt: skip
    return read_import(row, lambda share: None)
