"""The catalogues that a file can fill."""

from __future__ import annotations

from collections.abc import Callable

from seho.imports.documents import CalendarKeeper, CompetencyKeeper
from seho.imports.enums import Catalogue
from seho.imports.kinds import Kind, RowKind
from seho.imports.rules import (
    DISTRICT_ALIASES,
    DISTRICT_COLUMNS,
    DISTRICT_NEEDED,
    HOSPITAL_COLUMNS,
    HOSPITAL_NEEDED,
    SCHOOL_COLUMNS,
    SCHOOL_NEEDED,
    Read,
    Values,
    district_of,
    hospital_of,
    school_of,
)
from seho.network.models import District, Hospital, School, Ugel
from seho.network.rules import district_search_text, hospital_search_text, school_search_text

Names = dict[str, Values]


def _names_of_districts() -> Names:
    """By INEI code, which schools and establishments use; never by RENIEC."""
    rows = District.objects.values("inei", "department", "province", "name")
    return {
        row["inei"]: {"department": row["department"], "province": row["province"], "district": row["name"]}
        for row in rows
    }


def _named(values: Values, names: Names) -> Values:
    """The place by its names where the file brings only its ubigeo."""
    return {**values, **names.get(values["ubigeo"], {})} if values and not values["district"] else values


def _complete_school() -> Callable[[Read], Read]:
    names, ugels = _names_of_districts(), dict(Ugel.objects.values_list("code", "pk"))

    def complete(read: Read) -> Read:
        values = _named(read.values, names)
        values["ugel_id"] = ugels.get(read.ugel_code)
        values["is_provisional"] = False
        return read if values is read.values else read._replace(values=values)

    return complete


def _complete_hospital() -> Callable[[Read], Read]:
    names = _names_of_districts()
    return lambda read: read._replace(values=_named(read.values, names))


_COMMON = ("name", "department", "province", "latitude", "longitude", "is_active")
_PLACED = ("ubigeo", "district", *_COMMON)
KINDS: dict[Catalogue, Kind] = {
    Catalogue.SCHOOLS: RowKind(
        School, ("modular_code", "annex"), SCHOOL_COLUMNS, SCHOOL_NEEDED, school_of, school_search_text,
        ("modular_code", "annex", "level_code", "level_name", "management", "locality", "address", "local_code",
         "director_name", "phone", "email", "ugel_id", "is_provisional", *_PLACED),
        _complete_school,
    ),
    Catalogue.HOSPITALS: RowKind(
        Hospital, ("code",), HOSPITAL_COLUMNS, HOSPITAL_NEEDED, hospital_of, hospital_search_text,
        ("code", "category", *_PLACED), _complete_hospital,
    ),
    Catalogue.DISTRICTS: RowKind(
        District, ("inei",), DISTRICT_COLUMNS, DISTRICT_NEEDED, district_of, district_search_text,
        ("inei", "reniec", "sunat", *_COMMON), None, DISTRICT_ALIASES,
    ),
    Catalogue.CALENDARS: CalendarKeeper(),
    Catalogue.COMPETENCIES: CompetencyKeeper(),
}  # fmt: skip
