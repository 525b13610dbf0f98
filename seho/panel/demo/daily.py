"""Yesterday's list of the hospital, with what it proposes still to be answered. Its rows are invented."""

from __future__ import annotations

from datetime import date, timedelta

from patients.daily_files import table_from_json
from patients.enums import StayKind
from patients.models import Episode, Stay
from patients.rules.daily_columns import guess
from patients.services.daily import receive_list, tell_columns
from seho.panel.demo.places import Place
from seho.text import date_short

_HEADINGS = (
    "Apellidos y nombres", "Documento", "Fecha de nacimiento", "Sexo", "Servicio", "Cama", "Fecha de ingreso",
    "Fecha de alta", "Diagnóstico",
)  # fmt: skip
_NEWCOMERS = (
    ("DEMO PERDIZ, CAMILA", 8, "F", "Pediatría", "21", 2),
    ("DEMO HUARANGO, MARTÍN", 14, "M", "Cirugía", "7", 1),
    ("DEMO RETAMA, JULIA", 5, "F", "Pediatría", "22", 1),
    ("DEMO ALISO, ELÍAS", 1, "M", "Neonatología", "3", 4),
    ("DEMO QUISHUAR, NORMA", 47, "F", "Medicina", "12", 6),
)


def hand_over_list(place: Place, today: date) -> None:
    """Three newcomers of school age, one pupil in another bed, one discharged, one whom the list leaves out."""
    stays = Stay.objects.filter(
        patient__episodes__in=Episode.objects.filter(seho=place.seho, ends_on=None),
        kind=StayKind.HOSPITAL,
        ends_on=None,
    )
    here = list(stays.select_related("patient").order_by("starts_on", "pk"))
    rows = [";".join(_HEADINGS)]
    for number, stay in enumerate(here[:-1]):
        ward, bed = ("Cirugía", "30") if number == 0 else (stay.ward, "")
        end = date_short(today) if number == 1 else ""
        rows.append(_row(str(stay.patient).upper(), stay.patient.birth_date, stay.patient.sex, ward, bed,
                         stay.starts_on, end))  # fmt: skip
    for name, years, sex, ward, bed, days in _NEWCOMERS:
        birth = date(today.year - years, 1, 15)
        rows.append(_row(name, birth, sex, ward, bed, today - timedelta(days=days), ""))
    content = "\r\n".join([*rows, ""]).encode("cp1252", "replace")
    by, hospital = place.coordinator, place.seho.hospital
    assert hospital is not None
    found = receive_list(by=by, hospital=hospital, content=content, is_whole=True, today=today)
    columns = guess(table_from_json(found.pending or "").keys)
    tell_columns(by=by, found=found, columns=columns, today=today)


def _row(name: str, birth: date, sex: str, ward: str, bed: str, start: date, end: str) -> str:
    return ";".join((name, "", date_short(birth), sex, ward, bed, date_short(start), end, "No se lee"))
