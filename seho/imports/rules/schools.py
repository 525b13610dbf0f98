"""A row of the ESCALE register of schools (`Padron_web`). No database here."""

from __future__ import annotations

from collections.abc import Mapping

from seho.imports.rules.values import Read, digits, email_of, place_case, place_of, place_values, problem_of, short

SCHOOL_NEEDED = ("COD_MOD", "CEN_EDU")
SCHOOL_COLUMNS = (
    "COD_MOD", "ANEXO", "CODLOCAL", "CEN_EDU", "NIV_MOD", "D_NIV_MOD", "GESTION", "DIRECTOR", "TELEFONO", "EMAIL",
    "DIR_CEN", "LOCALIDAD", "CEN_POB", "CODGEO", "D_DPTO", "D_PROV", "D_DIST", "CODOOII", "NLAT_IE", "NLONG_IE",
    "ESTADO", "D_ESTADO",
)  # fmt: skip


def school_of(row: Mapping[str, str]) -> Read:
    """A row of `Padron_web`: the key is código modular and annex together ("0309369-0")."""
    name = short(row.get("CEN_EDU", ""), 150)
    code = digits(row.get("COD_MOD", ""), 7)
    annex = digits(row.get("ANEXO", "") or "0", 1)
    key = f"{code}-{annex}"
    if problem := problem_of(
        name, [("el código modular", code, row.get("COD_MOD", "")), ("el anexo", annex, row.get("ANEXO", ""))]
    ):
        return Read(key, name, {}, problem=problem)
    ubigeo = digits(row.get("CODGEO", ""), 6)
    latitude, longitude = place_of(row.get("NLAT_IE", ""), row.get("NLONG_IE", ""))
    return Read(
        key,
        name,
        {
            "modular_code": code,
            "annex": annex,
            "name": name,
            "level_code": row.get("NIV_MOD", "")[:2],
            "level_name": short(row.get("D_NIV_MOD", ""), 60),
            "management": row.get("GESTION", "") if row.get("GESTION", "") in ("1", "2", "3") else "",
            **place_values(ubigeo, row.get("D_DPTO", ""), row.get("D_PROV", ""), row.get("D_DIST", "")),
            "locality": short(place_case(row.get("LOCALIDAD", "") or row.get("CEN_POB", "")), 100),
            "address": short(row.get("DIR_CEN", ""), 200),
            "local_code": digits(row.get("CODLOCAL", ""), 6),
            "director_name": short(row.get("DIRECTOR", ""), 120),
            "phone": short(row.get("TELEFONO", ""), 60),
            "email": email_of(row.get("EMAIL", "")),
            "latitude": latitude,
            "longitude": longitude,
            "is_active": row.get("ESTADO", "") == "1" or row.get("D_ESTADO", "").upper().startswith("ACTIV"),
        },
        ugel_code=digits(row.get("CODOOII", ""), 6),
    )
