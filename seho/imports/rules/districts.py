"""A row of the lists of districts, with the codes of INEI, RENIEC and SUNAT. No database here.

Two layouts are taken: the list of districts with names and places (`ubigeo_distrito.csv`), and the table of
equivalences, which may bring codes alone. The two codes differ in nearly every district and look alike: which is
which is told by the number of the department.
"""

from __future__ import annotations

from collections.abc import Mapping

from seho.imports.rules.values import Read, Values, department_name, digits, place_case, place_of, problem_of, short
from seho.network.rules import DEPARTMENTS

DISTRICT_ALIASES = {
    "COD_UBIGEO_INEI": "INEI", "UBIGEO_INEI": "INEI",
    "COD_UBIGEO_RENIEC": "RENIEC", "UBIGEO_RENIEC": "RENIEC",
    "COD_UBIGEO_SUNAT": "SUNAT", "UBIGEO_SUNAT": "SUNAT",
    "DESC_DEP_INEI": "DEPARTAMENTO", "DESC_PROV_INEI": "PROVINCIA", "DESC_UBIGEO_INEI": "DISTRITO",
}  # fmt: skip
DISTRICT_NEEDED = ("INEI",)
DISTRICT_COLUMNS = ("INEI", "RENIEC", "SUNAT", "DEPARTAMENTO", "PROVINCIA", "DISTRITO", "LATITUDE", "LONGITUDE")

# INEI numbers the departments by name; RENIEC counts Callao last but one.
_INEI = {name: f"{number:02}" for number, name in enumerate(DEPARTMENTS, start=1)}
_WITHOUT_CALLAO = [name for name in DEPARTMENTS if name != "Callao"]
_RENIEC = {
    name: f"{number:02}" for number, name in enumerate([*_WITHOUT_CALLAO[:-1], "Callao", _WITHOUT_CALLAO[-1]], start=1)
}


def district_of(row: Mapping[str, str]) -> Read:
    """The key is the INEI code. Without names in the file, only districts that are known already are completed."""
    inei, reniec, sunat = (digits(row.get(name, ""), 6) for name in ("INEI", "RENIEC", "SUNAT"))
    name = short(place_case(row.get("DISTRITO", "")), 60)
    department = department_name(row.get("DEPARTAMENTO", ""))
    said_name = name if "DISTRITO" in row else inei
    problem = problem_of(said_name, [("el código INEI", inei, row.get("INEI", ""))])
    if problem := problem or _confusion(inei, reniec, department):
        return Read(inei, name, {}, problem=problem)
    latitude, longitude = place_of(row.get("LATITUDE", ""), row.get("LONGITUDE", ""))
    values: Values = {"inei": inei, "reniec": reniec, "sunat": sunat}
    if "DISTRITO" in row:
        values |= {
            "name": name,
            "department": department,
            "province": short(place_case(row.get("PROVINCIA", "")), 60),
            "latitude": latitude,
            "longitude": longitude,
            "is_active": True,
        }
    return Read(inei, name, values)


def _confusion(inei: str, reniec: str, department: str) -> str:
    """Codes that do not belong to the department that the row names."""
    expected = _INEI.get(department)
    if expected and inei[:2] != expected:
        if inei[:2] == _RENIEC[department]:
            return f"«{inei}» no es el código INEI de un distrito de {department}: parece el de RENIEC."
        return f"El código INEI «{inei}» no es de {department}."
    if expected and reniec and reniec[:2] != _RENIEC[department]:
        return f"El código RENIEC «{reniec}» no es de {department}."
    return ""
