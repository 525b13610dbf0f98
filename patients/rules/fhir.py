"""Hospital stays out of FHIR R4 resources: `Encounter` and the `Patient` that it is about, and nothing else of them.

`Condition`, `Encounter.reasonCode`, `Encounter.diagnosis`, `hospitalization.dischargeDisposition` and whatever else
tells of health are not looked at (art. 6.d; Ley 29733): only the keys that are named below are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from patients.rules.daily_rows import Listed, Wrong, checked, known_document, person_case, place_of, surnames_of

Resource = Mapping[str, Any]

LONGEST = 200
LIMA = ZoneInfo("America/Lima")
# Of v3-ActCode: who sleeps in the hospital. Ambulatory, emergency, home and virtual encounters are no stay.
INPATIENT = frozenset(("IMP", "ACUTE", "NONAC"))
_IN_COURSE, _OVER = frozenset(("arrived", "in-progress", "onleave")), "finished"
# Identifiers of persons of Peru: the registered OID of the DNI, and the codes of IdspersonaPeru.
_DNI_SYSTEM = "2.16.840.1.113883.4.904"
_TYPES = {"1": "DNI", "01": "DNI", "DNI": "DNI", "2": "CE", "02": "CE", "CE": "CE", "3": "PASSPORT", "03": "PASSPORT",
          "PPN": "PASSPORT", "PTP": "PTP", "CPP": "PTP"}  # fmt: skip
_FATHER = "http://hl7.org/fhir/StructureDefinition/humanname-fathers-family"
_MOTHER = "http://hl7.org/fhir/StructureDefinition/humanname-mothers-family"


def resources_of(parsed: Iterable[Any]) -> Iterator[tuple[str, Resource]]:
    """(full address, resource) of every resource in Bundles, lists, or lines of NDJSON."""
    for one in parsed:
        if isinstance(one, list):
            yield from resources_of(one)
        elif isinstance(one, Mapping) and one.get("resourceType") == "Bundle":
            for entry in _each(one, "entry"):
                resource = entry.get("resource")
                if isinstance(resource, Mapping):
                    yield _text(entry, "fullUrl"), resource
        elif isinstance(one, Mapping) and isinstance(one.get("resourceType"), str):
            yield "", one


def has_encounters(parsed: Iterable[Any]) -> bool:
    return any(resource["resourceType"] == "Encounter" for _, resource in resources_of(parsed))


def stamped_on(parsed: Iterable[Any]) -> date | None:
    """The day on which the file says that it was made: of its last Bundle."""
    bundles = [one for one in parsed if isinstance(one, Mapping) and one.get("resourceType") == "Bundle"]
    days = [day for day in (day_of(_text(one, "timestamp")) for one in bundles) if day is not None]
    return max(days, default=None)


def listed_from(parsed: Iterable[Any], *, today: date) -> list[Listed | Wrong]:
    """One row for each stay in hospital; `line` counts the encounters of the file from 1."""
    patients: dict[str, Resource] = {}
    places: dict[str, Resource] = {}
    encounters: list[Resource] = []
    for address, resource in resources_of(parsed):
        kind = resource["resourceType"]
        if kind == "Encounter":
            encounters.append(resource)
        elif kind in ("Patient", "Location"):
            book = patients if kind == "Patient" else places
            book |= {
                key: resource for key in (address, f"{kind}/{_text(resource, 'id')}") if key not in ("", f"{kind}/")
            }
    rows = [_row(line, one, patients, places, today) for line, one in enumerate(encounters, start=1)]
    return [row for row in rows if row is not None]


def _row(
    line: int, encounter: Resource, patients: Mapping[str, Resource], places: Mapping[str, Resource], today: date
) -> Listed | Wrong | None:
    """None: it is no stay in hospital, or one that was planned, cancelled or entered by mistake."""
    status = _text(encounter, "status")
    if _code(encounter.get("class")) not in INPATIENT or status not in (*_IN_COURSE, _OVER):
        return None
    period = _mapping(encounter, "period")
    start, end = day_of(_text(period, "start")), day_of(_text(period, "end"))
    for said, day, what in (("start", start, "de ingreso"), ("end", end, "de alta")):
        if day is None and _text(period, said):
            return Wrong(line, f"La fecha {what} no se entiende.")
    if status == _OVER and end is None:
        return Wrong(line, "La estancia terminó y no dice cuándo.")
    patient = _resolved(_mapping(encounter, "subject"), encounter, patients)
    if patient is None:
        return Wrong(line, "No trae los datos de la persona.")
    person = _person(line, patient)
    if isinstance(person, Wrong):
        return person
    listed = Listed(
        **person, line=line, place=_place(encounter, places), admitted_on=start,
        discharged_on=end if status == _OVER else None,
    )  # fmt: skip
    return checked(listed, today=today)


def _person(line: int, patient: Resource) -> dict[str, Any] | Wrong:
    paternal, maternal, given = _names(patient)
    if not (paternal or given):
        return Wrong(line, "No trae el nombre.")
    birth = day_of(_text(patient, "birthDate"))
    kind, number = _document(patient)
    return {
        "paternal": person_case(paternal), "maternal": person_case(maternal), "given": person_case(given),
        "document_type": kind, "document_number": number, "birth_date": birth,
        "sex": {"female": "F", "male": "M"}.get(_text(patient, "gender"), ""),
    }  # fmt: skip


def _names(patient: Resource) -> tuple[str, str, str]:
    """The official name; the surnames by their own extensions, or the two words of `family`."""
    names = list(_each(patient, "name"))
    names.sort(key=lambda one: {"official": 0, "usual": 1, "": 2}.get(_text(one, "use"), 3))
    if not names:
        return "", "", ""
    name = names[0]
    given = name.get("given")
    given_names = " ".join(_text({"given": one}, "given") for one in given) if isinstance(given, list) else ""
    said = {_text(one, "url"): _text(one, "valueString") for one in _each(_mapping(name, "_family"), "extension")}
    if said.get(_FATHER):
        return said[_FATHER], said.get(_MOTHER, ""), given_names
    return (*surnames_of(_text(name, "family")), given_names)


def _document(patient: Resource) -> tuple[str, str]:
    for one in _each(patient, "identifier"):
        value = _text(one, "value")
        type_ = _mapping(one, "type")
        codes = [_text(coding, "code").upper() for coding in _each(type_, "coding")] + [_text(type_, "text").upper()]
        kind = (
            "DNI"
            if _DNI_SYSTEM in _text(one, "system")
            else next((_TYPES[code] for code in codes if code in _TYPES), "")
        )
        found = known_document(kind, value) if kind and value else ("", "")
        if found[1]:
            return found
    return "", ""


def _place(encounter: Resource, places: Mapping[str, Resource]) -> str:
    """Where the person lies now: the active place, else the last one that is named."""
    given = list(_each(encounter, "location"))
    active = [one for one in given if _text(one, "status") == "active"] or given[-1:]
    ward = bed = ""
    for one in active:
        reference = _mapping(one, "location")
        found = _resolved(reference, encounter, places)
        name = _text(reference, "display") or (_text(found, "name") if found else "")
        kind = _code_of(_mapping(one, "physicalType")) or (_code_of(_mapping(found, "physicalType")) if found else "")
        ward, bed = (ward, name) if kind == "bd" else (name or ward, bed)
    return place_of(ward, bed)


# --- Reading without belief ------------------------------------------------------------------


def day_of(text: str) -> date | None:
    """The day in Lima of a FHIR date or instant; a month or a year alone is no day."""
    try:
        if len(text) <= len("2026-11-22"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(LIMA).date() if moment.tzinfo else moment.date()


def _resolved(reference: Resource, encounter: Resource, known: Mapping[str, Resource]) -> Resource | None:
    """The resource of a reference: by its address, its last two parts, or within the encounter itself."""
    said = _text(reference, "reference")
    if said.startswith("#"):
        return next((one for one in _each(encounter, "contained") if _text(one, "id") == said[1:]), None)
    parts = said.split("/_history/")[0].rstrip("/").split("/")
    return known.get(said) or known.get("/".join(parts[-2:]))


def _mapping(resource: Resource, key: str) -> Resource:
    found = resource.get(key)
    return found if isinstance(found, Mapping) else {}


def _each(resource: Resource, key: str) -> Iterator[Resource]:
    found = resource.get(key)
    yield from (one for one in (found if isinstance(found, list) else ()) if isinstance(one, Mapping))


def _text(resource: Resource, key: str) -> str:
    """A text in one line, without signs that no database keeps."""
    found = resource.get(key)
    if not isinstance(found, str):
        return ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in found[:LONGEST]).split())


def _code(coding: Any) -> str:
    return _text(coding, "code") if isinstance(coding, Mapping) else ""


def _code_of(concept: Resource) -> str:
    return next((_text(coding, "code") for coding in _each(concept, "coding")), "")
