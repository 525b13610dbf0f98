"""Which column of a hospital's list holds what, told by its heading; those of health are recognised and left alone.

Nothing of a column of health is read: neither its values, nor a sample of them (art. 6.d; Ley 29733).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import unique

from patients.rules.words import Labelled
from seho.text import search_key


@unique
class Field(Labelled):
    """What the program reads of a list, and how it is called to the person who names the columns."""

    DOCUMENT = "document", "Número de documento"
    DOCUMENT_TYPE = "document_type", "Tipo de documento"
    NAMES = "names", "Apellidos y nombres, juntos"
    SURNAMES = "surnames", "Apellidos"
    PATERNAL = "paternal", "Apellido paterno"
    MATERNAL = "maternal", "Apellido materno"
    GIVEN = "given", "Nombres"
    BIRTH = "birth", "Fecha de nacimiento"
    AGE = "age", "Edad"
    SEX = "sex", "Sexo"
    WARD = "ward", "Servicio o sala"
    BED = "bed", "Cama"
    ADMITTED = "admitted", "Fecha de ingreso"
    DISCHARGED = "discharged", "Fecha de alta"


# Whole headings first, then any of these words; the order decides between fields.
_HEADINGS: tuple[tuple[Field, str], ...] = (
    (Field.DOCUMENT_TYPE, r"(tipo|tip|td)( de)? ?(doc|documento|dni|identidad).*|td"),
    (Field.BIRTH, r"(f|fec|fech|fecha) ?(de )?(nac|nacim|nacimiento).*|nacimiento"),
    (Field.DISCHARGED, r"(f|fec|fecha)?( y hora)? ?(de |del )?(alta|egreso)( medica| hospitalaria| hospitalario)?"),
    (Field.ADMITTED, r"(f|fec|fecha)( y hora)? ?(de |del )?(ing|ingreso|admision|hosp|hospitalizacion).*"),
    (Field.ADMITTED, r"ingreso|admision"),
    (Field.PATERNAL, r"(ap|ape|apellido|primer apellido) ?(pat|paterno)?|paterno|apellido ?1"),
    (Field.MATERNAL, r"(ap|ape|apellido) ?(mat|materno)|materno|segundo apellido|apellido ?2"),
    (Field.NAMES, r"(apellidos?|ap|apell) (y|e)? ?nombres?.*|nombres? (y|e) apellidos?.*|nombre y ap.*"),
    (Field.NAMES, r"nombre completo|pacientes?|(nombres?|apellidos) (del |de la )?paciente|apenom|usuario"),
    (Field.SURNAMES, r"apellidos|apell"),
    (Field.GIVEN, r"nombres?|prenombres?|pre nombres|primer nombre"),
    (Field.AGE, r"edad( en)?( anos| actual)?"),
    (Field.SEX, r"sexo|genero|sex"),
    (Field.BED, r"(n|nro|num|numero|cod)? ?(de )?cama.*"),
    (Field.WARD, r"servicio.*|sala.*|pabellon.*|ward|area|unidad|ups|departamento|piso|especialidad|ubicacion"),
    (Field.DOCUMENT, r"dni.*|(n|nro|num|numero)? ?(de )?(doc|documento|identidad).*|doc|documento.*|cui"),
)
_HEALTH = frozenset((
    "dx", "dg", "diag", "cie", "ciex", "motivo", "motivos", "condicion", "tratamiento", "evolucion", "observacion",
    "observaciones", "obs", "procedimiento", "procedimientos", "cirugia", "operacion", "intervencion", "alergia",
    "alergias", "dieta", "gravedad", "pronostico", "causa", "causas", "riesgo", "aislamiento", "antecedentes",
    "signos", "examen", "examenes", "medicamento", "medicamentos", "medicacion", "farmaco", "comorbilidad",
    "discapacidad", "hemoglobina", "peso", "clinico", "comentario", "comentarios", "nota", "notas", "detalle",
    "resumen", "gestacional", "gestacion",
))  # fmt: skip
_HEALTH_WITHIN = ("diagn", "cie10", "enfermed", "patolog", "sintom", "comorbi")
_RECORD = re.compile(r"(n|nro|num|numero)? ?(de )?(historia|hist|hc|h c)( clinica| clin)?|hcl|hhcc")
_CODE_OF_ILLNESS = re.compile(r"[A-Z]\d{2}(\.?[0-9X]{1,2})?", re.IGNORECASE)
_LIKE_DATA = re.compile(r"\d{5,}|\d{1,2}[/\-]\d{1,2}[/\-]\d{2,4}")


def heading_keys(headings: Sequence[str]) -> list[str]:
    """Headings as they are compared; those that stand twice are told apart by a number."""
    keys: list[str] = []
    for place, heading in enumerate(headings, start=1):
        key = search_key(heading) or f"columna {place}"
        keys.append(key if key not in keys else f"{key} {place}")
    return keys


def signature_of(keys: Iterable[str]) -> str:
    """The same for the same columns in any order; those of health do not count."""
    kept = sorted(key for key in keys if not is_health(key))
    return hashlib.sha256("\n".join(kept).encode()).hexdigest()


def field_of(key: str) -> Field | None:
    """What a column of this heading holds; None: it is not known, or not for us."""
    if is_health(key) or _RECORD.fullmatch(key):
        return None
    return next((field for field, pattern in _HEADINGS if re.fullmatch(pattern, key)), None)


def is_health(key: str) -> bool:
    """A heading of health: diagnóstico, CIE-10, motivo, observaciones..."""
    return any(word in _HEALTH for word in key.split()) or any(part in key.replace(" ", "") for part in _HEALTH_WITHIN)


def holds_illness_codes(values: Iterable[str]) -> bool:
    """Most of what stands there looks like a code of CIE-10, whatever the heading says."""
    said = [value for value in values if value]
    codes = sum(bool(_CODE_OF_ILLNESS.fullmatch(value)) for value in said)
    return codes >= 3 and codes * 10 >= len(said) * 6


def guess(keys: Sequence[str]) -> dict[Field, str]:
    """Field -> heading, by the headings alone; of two columns of the same field, the first."""
    found: dict[Field, str] = {}
    for key in keys:
        if (field := field_of(key)) is not None:
            found.setdefault(field, key)
    if Field.PATERNAL in found and Field.MATERNAL not in found and found[Field.PATERNAL] in ("apellido", "ap", "ape"):
        found[Field.SURNAMES] = found.pop(Field.PATERNAL)
    return found


def what_lacks(columns: Mapping[Field, str]) -> str:
    """Why these columns do not tell who is listed; empty when they do."""
    if not any(field in columns for field in (Field.NAMES, Field.SURNAMES, Field.PATERNAL)):
        return "Diga qué columna trae los apellidos, o los apellidos y nombres."
    if not any(field in columns for field in (Field.BIRTH, Field.AGE, Field.DOCUMENT)):
        return "Diga qué columna trae la fecha de nacimiento, la edad o el documento."
    return ""


def header_row(rows: Sequence[Sequence[str]], *, among: int = 20) -> int | None:
    """Which of the first rows holds the headings: the one that most of them are known of; None: none does."""
    best, most = None, 1
    for place, row in enumerate(rows[:among]):
        known = sum(is_heading(search_key(cell)) for cell in row if cell)
        if known > most and not any(_LIKE_DATA.search(cell) for cell in row):
            best, most = place, known
    if best is not None:
        return best
    first = rows[0] if rows else ()
    is_plain = sum(bool(cell) for cell in first) >= 2 and not any(_LIKE_DATA.search(cell) for cell in first)
    return 0 if is_plain and len(rows) > 1 else None


def is_heading(key: str) -> bool:
    return bool(key) and (field_of(key) is not None or is_health(key) or bool(_RECORD.fullmatch(key)))
