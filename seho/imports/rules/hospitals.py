"""A row of RENIPRESS, in its new layout (;) or its old one (,). No database here."""

from __future__ import annotations

from collections.abc import Mapping

from seho.imports.rules.values import Read, digits, place_of, place_values, problem_of, short

# By our word, the column of the new layout and that of the old one.
_HOSPITAL = {
    "code": ("COD_IPRESS", "CODIGO_UNICO"),
    "name": ("NOMBRE", "NOMBRE_DEL_ESTABLECIMIENTO"),
    "category": ("CATEGORIA",),
    "department": ("DEPARTAMENTO",),
    "province": ("PROVINCIA",),
    "district": ("DISTRITO",),
    "ubigeo": ("UBIGEO",),
    "state": ("ESTADO",),
    "north": ("NORTE",),
    "east": ("ESTE",),
}
HOSPITAL_COLUMNS = tuple(name for names in _HOSPITAL.values() for name in names)
HOSPITAL_NEEDED = ("CATEGORIA", "UBIGEO", "ESTADO")
_CATEGORIES = frozenset({"I-1", "I-2", "I-3", "I-4", "II-1", "II-2", "II-E", "III-1", "III-2", "III-E"})


def hospital_of(row: Mapping[str, str]) -> Read:
    """A row of RENIPRESS, new layout (;) or old (,), found by the names of its columns."""
    said = {ours: next((row[name] for name in names if name in row), "") for ours, names in _HOSPITAL.items()}
    name = short(said["name"], 150)
    code = digits(said["code"], 8)
    if problem := problem_of(name, [("el código", code, said["code"])]):
        return Read(code, name, {}, problem=problem)
    latitude, longitude = place_of(said["north"], said["east"])
    return Read(
        code,
        name,
        {
            "code": code,
            "name": name,
            "category": said["category"] if said["category"] in _CATEGORIES else "",
            **place_values(digits(said["ubigeo"], 6), said["department"], said["province"], said["district"]),
            "latitude": latitude,
            "longitude": longitude,
            "is_active": said["state"].upper().startswith("ACTIV"),
        },
    )
