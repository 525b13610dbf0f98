"""A hospital's list in each format, whole and damaged: what is read of it, and what never is. All rows are invented."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from patients import daily_files
from patients.daily_files import BadList, Resources, Table, read_file, table_from_json
from patients.rules import fhir
from patients.rules.daily_rows import Listed, Wrong

TODAY = date(2026, 6, 10)
ILLNESS = "CANARIO-ENFERMEDAD"


def csv_of(*rows: str, encoding: str = "utf-8", end: str = "\n") -> bytes:
    return (end.join(rows) + end).encode(encoding)


def excel_of(rows, *, title="Censo", more=()) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, state, cells in more:
        other = book.create_sheet(name)
        other.sheet_state = state
        for row in cells:
            other.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cells_of(table) -> list[tuple[str, ...]]:
    assert isinstance(table, Table)
    return [line.cells for line in table.lines]


# --- CSV -------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_of_any_delimiter_and_encoding(encoding, delimiter):
    rows = ["Paciente;Edad;Servicio", "ÑAHUI SOLÍS JOSÉ;9;Pediatría"]
    read = read_file(csv_of(*(row.replace(";", delimiter) for row in rows), encoding=encoding))
    assert cells_of(read) == [("ÑAHUI SOLÍS JOSÉ", "9", "Pediatría")]


def test_commas_within_names_do_not_part_them():
    read = read_file(csv_of("Paciente;Edad", "SOTO, LUZ;9", "ROJAS, JUAN;8", "DIAZ, ROSA;7"))
    assert cells_of(read)[0] == ("SOTO, LUZ", "9")


def test_titles_wards_totals_and_headings_again_are_no_rows():
    read = read_file(
        csv_of(
            "HOSPITAL DE PRUEBA;;",
            "Paciente;Edad;Cama",
            "PEDIATRIA;;",
            "SOTO LUZ;9;4",
            "Paciente;Edad;Cama",
            "ROJAS JUAN;8;5",
            ";;",
            "TOTAL;2;",
        )
    )
    assert isinstance(read, Table)
    assert [(line.number, line.cells[0]) for line in read.lines] == [(4, "SOTO LUZ"), (6, "ROJAS JUAN")]


def test_columns_of_health_are_let_go_by_heading_and_by_what_they_hold():
    read = read_file(
        csv_of(
            "Paciente;Diagnóstico;Edad;Dato", f"SOTO LUZ;{ILLNESS};9;C91.0", f"ROJAS JUAN;{ILLNESS};8;J18", "X Y;;7;I10"
        )
    )
    assert isinstance(read, Table)
    assert (read.keys, read.health) == (("paciente", "edad"), ("Diagnóstico", "Dato"))
    assert ILLNESS not in read.as_json()
    assert "C91.0" not in read.as_json()
    assert table_from_json(read.as_json()) == read


def test_half_a_file_says_so_by_its_last_row():
    whole = csv_of("Paciente;Edad;Cama", "SOTO LUZ;9;4", "ROJAS JUAN;8;5")
    for lost in (4, 6):  # within the row, and all but its first cell
        assert read_file(whole[:-lost]).is_cut
    assert not read_file(whole).is_cut
    cut = read_file(whole[:-3])
    assert isinstance(cut, Table)
    assert [line.is_torn for line in cut.lines] == [False, True]


def test_a_short_row_in_the_middle_is_wrong_and_the_file_is_not_cut():
    read = read_file(csv_of("Paciente;Edad;Cama", "SOTO LUZ;9", "ROJAS JUAN;8;5"))
    assert isinstance(read, Table)
    assert ([line.is_torn for line in read.lines], read.is_cut) == ([True, False], False)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"  \n", "vacío"),
        (b"SOTO LUZ;71000001\nROJAS JUAN;71000002\n", "encabezados"),
        (b"Paciente;Edad\n", "ninguna fila"),
        (b"Paciente;Edad\nSOTO\x00LUZ;9\n", "No es una lista"),
        (b"<html><table></table></html>", "página web"),
        (b"\xd0\xcf\x11\xe0 old", ".xls"),
        (b"PK\x03\x04 broken", "dañado"),
        (b'{"resourceType": "Bundle"', "dañado"),
        (b'{"resourceType": "Patient"}', "no trae estancias"),
        (b"[" * 100_000, "dañado"),
        (b'Paciente;Edad\n"' + b"x" * 200_000 + b'";9\n', "deja de ser una tabla"),
    ],
)
def test_what_is_no_list_says_why(content, said):
    with pytest.raises(BadList, match=said):
        read_file(content)


def test_more_rows_than_a_day_can_have(monkeypatch):
    monkeypatch.setattr(daily_files, "MOST_ROWS", 2)
    rows = ["Paciente;Edad", "SOTO LUZ;9", "ROJAS JUAN;8", "DIAZ ROSA;7"]
    assert len(cells_of(read_file(csv_of(*rows[:-1])))) == 2
    with pytest.raises(BadList, match="más de 2 filas"):
        read_file(csv_of(*rows))


# --- Excel -----------------------------------------------------------------------------------


def test_excel_with_days_numbers_and_a_sheet_that_is_not_the_list():
    content = excel_of(
        [["Resumen", "Total"], ["Camas", 40]],
        more=[
            ("Oculta", "hidden", [["Paciente", "Edad", "Sexo", "Cama"], ["NO SE LEE", 9, "F", 1]]),
            ("Lista", "visible", [["Paciente", "DNI", "F. Nac.", "Dx"],
                                  ["SOTO LUZ", 1000001, date(2016, 5, 20), ILLNESS], [None, None, "#N/A", None]]),
        ],
    )  # fmt: skip
    read = read_file(content)
    assert cells_of(read) == [("SOTO LUZ", "1000001", "20/05/2016")]


def test_an_excel_that_would_unpack_to_gigabytes_is_not_opened(monkeypatch):
    content = excel_of([["Paciente", "Edad"], ["SOTO LUZ", 9]])
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/bomb.bin", b"\0" * (daily_files.LARGEST_UNPACKED + 1))
    assert len(out.getvalue()) < 100_000
    monkeypatch.setattr(daily_files, "load_workbook", None)  # it would fail otherwise
    with pytest.raises(BadList, match="demasiado grande"):
        read_file(out.getvalue())


def test_a_zip_that_is_no_excel():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("lista.csv", "Paciente;Edad")
    with pytest.raises(BadList, match="No es un Excel"):
        read_file(out.getvalue())


def test_an_excel_of_which_half_came():
    content = excel_of([["Paciente", "Edad"], ["SOTO LUZ", 9]])
    with pytest.raises(BadList, match="dañado"):
        read_file(content[: len(content) // 2])


# --- FHIR ------------------------------------------------------------------------------------

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "identifier": [
        {"system": "urn:example:record", "value": "HC-1"},
        {"type": {"coding": [{"code": "1"}]}, "system": "urn:oid:2.16.840.1.113883.4.904", "value": "71000001"},
    ],
    "name": [
        {"use": "nickname", "given": ["Lucha"]},
        {"use": "official", "family": "Soto Díaz", "given": ["Luz", "Elena"]},
    ],
    "gender": "female",
    "birthDate": "2016-05-20",
}
ENCOUNTER = {
    "resourceType": "Encounter",
    "id": "e1",
    "status": "in-progress",
    "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
    "subject": {"reference": "Patient/p1"},
    "period": {"start": "2026-06-08T22:30:00-05:00"},
    "location": [
        {"status": "completed", "location": {"display": "Emergencia"}},
        {"status": "active", "location": {"display": "Pediatría"}, "physicalType": {"coding": [{"code": "wa"}]}},
        {"status": "active", "location": {"display": "12"}, "physicalType": {"coding": [{"code": "bd"}]}},
    ],
    "reasonCode": [{"text": ILLNESS}],
    "diagnosis": [{"condition": {"reference": "Condition/c1", "display": ILLNESS}}],
    "hospitalization": {"dischargeDisposition": {"text": ILLNESS}},
    "text": {"status": "generated", "div": f"<div>{ILLNESS}</div>"},
}
CONDITION = {"resourceType": "Condition", "id": "c1", "code": {"text": ILLNESS}, "subject": {"reference": "Patient/p1"}}
LUZ = Listed(
    1, "Soto", "Díaz", "Luz Elena", "DNI", "71000001", date(2016, 5, 20), sex="F", place="Pediatría, cama 12",
    admitted_on=date(2026, 6, 8),
)  # fmt: skip


def bundle(*resources, **more) -> dict:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": one} for one in resources], **more}


def listed(*resources):
    return fhir.listed_from([bundle(*resources)], today=TODAY)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(bundle(CONDITION, ENCOUNTER, PATIENT)),
        json.dumps([ENCOUNTER, PATIENT]),
        "\n".join(json.dumps(one) for one in (PATIENT, CONDITION, ENCOUNTER)),
    ],
    ids=["bundle", "list", "ndjson"],
)
def test_a_stay_of_a_bundle_or_of_lines_without_its_illness(text):
    read = read_file(text.encode())
    assert isinstance(read, Resources)
    assert not read.is_cut
    rows = fhir.listed_from(read.parsed, today=TODAY)
    assert rows == [LUZ]
    assert ILLNESS not in str(rows)


def test_half_of_the_lines_and_a_page_of_an_answer_are_not_the_whole():
    lines = [json.dumps(PATIENT), json.dumps(ENCOUNTER), json.dumps(ENCOUNTER)[:40]]
    assert read_file("\n".join(lines).encode()).is_cut
    assert read_file(json.dumps(bundle(ENCOUNTER, PATIENT, link=[{"relation": "next"}])).encode()).is_cut


@pytest.mark.parametrize(
    "more",
    [
        {"class": {"code": "AMB"}},
        {"class": {"code": "EMER"}},
        {"class": "IMP"},
        {"status": "planned"},
        {"status": "cancelled"},
        {"status": "entered-in-error"},
    ],
)
def test_what_is_no_stay_in_hospital_is_left_out(more):
    assert listed({**ENCOUNTER, **more}, PATIENT) == []


@pytest.mark.parametrize(
    ("more", "end"),
    [
        ({"status": "finished", "period": {"start": "2026-06-08", "end": "2026-06-10"}}, date(2026, 6, 10)),
        ({"status": "finished", "period": {"start": "2026-06-08", "end": "2026-06-10T03:00:00Z"}}, date(2026, 6, 9)),
        ({"status": "in-progress", "period": {"start": "2026-06-08", "end": "2026-06-10"}}, None),
    ],
)
def test_only_a_stay_that_is_over_has_its_discharge_on_the_day_of_lima(more, end):
    [row] = listed({**ENCOUNTER, **more}, PATIENT)
    assert isinstance(row, Listed)
    assert row.discharged_on == end


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "finished"}, "La estancia terminó y no dice cuándo."),
        ({"period": {"start": "2026-06"}}, "La fecha de ingreso no se entiende."),
        ({"subject": {"reference": "Patient/other"}}, "No trae los datos de la persona."),
        ({"subject": None}, "No trae los datos de la persona."),
    ],
)
def test_a_stay_that_cannot_be_read_says_why(more, reason):
    assert listed({**ENCOUNTER, **more}, PATIENT) == [Wrong(1, reason)]


@pytest.mark.parametrize(
    "reference",
    ["Patient/p1", "https://fhir.example/r4/Patient/p1", "Patient/p1/_history/3", "urn:uuid:5f0c", "#inside"],
)
def test_the_person_is_found_by_each_kind_of_reference(reference):
    encounter = {**ENCOUNTER, "subject": {"reference": reference}, "contained": [{**PATIENT, "id": "inside"}]}
    entries = [{"resource": encounter}, {"fullUrl": "urn:uuid:5f0c", "resource": PATIENT}]
    rows = fhir.listed_from([{"resourceType": "Bundle", "entry": entries}], today=TODAY)
    assert rows == [LUZ]


def test_surnames_by_their_extensions_and_a_document_of_another_kind():
    name = {
        "family": "De la Cruz Soto",
        "_family": {"extension": [{"url": fhir._FATHER, "valueString": "De la Cruz"},
                                  {"url": fhir._MOTHER, "valueString": "Soto"}]},
        "given": ["Luz"],
    }  # fmt: skip
    identifier = [{"type": {"text": "CE"}, "value": "001234567"}]
    [row] = listed(ENCOUNTER, {**PATIENT, "name": [name], "identifier": identifier})
    assert isinstance(row, Listed)
    assert (row.paternal, row.maternal, row.given) == ("De la Cruz", "Soto", "Luz")
    assert (row.document_type, row.document_number) == ("CE", "001234567")


def test_a_place_of_its_own_resource():
    where = {"resourceType": "Location", "id": "l1", "name": "Sala 3", "physicalType": {"coding": [{"code": "ro"}]}}
    encounter = {**ENCOUNTER, "location": [{"location": {"reference": "Location/l1"}}]}
    [row] = listed(encounter, PATIENT, where)
    assert isinstance(row, Listed)
    assert row.place == "Sala 3"


def test_signs_that_no_database_keeps_are_left_out():
    name = {"family": "So\x00to\ud800 Díaz", "given": ["Luz\x07", None, "Elena"]}
    [row] = listed(ENCOUNTER, {**PATIENT, "name": [name]})
    assert isinstance(row, Listed)
    assert (row.paternal, row.maternal, row.given) == ("So", "to Díaz", "Luz Elena")


@pytest.mark.parametrize("odd", [None, 3, "x", [], {}, [None], [[1]], {"coding": "x"}])
@pytest.mark.parametrize("key", ["identifier", "name", "birthDate", "gender", "location", "period", "class", "subject"])
def test_shapes_that_no_hospital_should_send_break_nothing(key, odd):
    for resources in (({**ENCOUNTER, key: odd}, PATIENT), (ENCOUNTER, {**PATIENT, key: odd})):
        assert all(isinstance(row, Listed | Wrong) for row in listed(*resources))
