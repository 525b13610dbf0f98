"""Rows of the State's files, with the traps that they are known for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from seho.imports.rules import gone_doubt, hospital_of, place_case, place_of, school_of
from seho.imports.tables import column_key
from tests.imports.files import HOSPITAL, SCHOOL


def test_a_school_of_the_register() -> None:
    read = school_of(SCHOOL)
    assert (read.key, read.problem, read.ugel_code) == ("0900001-0", "", "040001")
    assert read.values["name"] == "90001 NIÑO DE PRUEBA"
    assert (read.values["department"], read.values["district"]) == ("Arequipa", "San Juan de Siguas")
    assert (read.values["latitude"], read.values["longitude"]) == (Decimal("-16.398800"), Decimal("-71.536900"))
    assert read.values["is_active"] is True


@pytest.mark.parametrize(
    ("typed", "key"),
    [("900001", "0900001-0"), ("900001.0", "0900001-0"), (" 0900001 ", "0900001-0"), ("1", "0000001-0")],
)
def test_the_zeros_that_a_spreadsheet_took_come_back(typed: str, key: str) -> None:
    assert school_of({**SCHOOL, "COD_MOD": typed}).key == key


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"COD_MOD": ""}, "Falta el código modular."),
        ({"COD_MOD": "12345678"}, "No se entiende el código modular: «12345678»."),
        ({"COD_MOD": "12A4567"}, "No se entiende el código modular: «12A4567»."),
        ({"ANEXO": "10"}, "No se entiende el anexo: «10»."),
        ({"CEN_EDU": " "}, "Falta el nombre."),
        ({"CEN_EDU": "NI\ufffdO"}, "El nombre llegó con letras dañadas"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(change: dict[str, str], reason: str) -> None:
    read = school_of({**SCHOOL, **change})
    assert read.problem.startswith(reason)
    assert read.values == {}


def test_a_closed_school_and_one_without_annex() -> None:
    assert school_of({**SCHOOL, "ESTADO": "2", "D_ESTADO": "Inactiva"}).values["is_active"] is False
    assert school_of({**SCHOOL, "ANEXO": ""}).key == "0900001-0"


@pytest.mark.parametrize(
    ("typed", "kept"), [("A@B.PE; c@d.pe", "a@b.pe"), ("no tiene", ""), ("x@y", ""), ("ñ@ie.pe", "")]
)
def test_only_an_address_is_an_address(typed: str, kept: str) -> None:
    assert school_of({**SCHOOL, "EMAIL": typed}).values["email"] == kept


def test_a_hospital_in_both_layouts() -> None:
    new = hospital_of(HOSPITAL)
    old = hospital_of(
        {
            "CODIGO_UNICO": "900001", "NOMBRE_DEL_ESTABLECIMIENTO": "HOSPITAL DE PRUEBA", "CATEGORIA": "III-1",
            "DEPARTAMENTO": "ANCASH", "PROVINCIA": "SANTA", "DISTRITO": "NUEVO CHIMBOTE", "UBIGEO": "21809",
            "ESTADO": "ACTIVADO", "NORTE": "-78.5283", "ESTE": "-9.1219",
        }
    )  # fmt: skip
    assert new == old
    assert new.values["department"] == "Áncash"


@pytest.mark.parametrize(("said", "kept"), [("0", ""), ("Sin Categoría", ""), ("II-E", "II-E"), ("IV", "")])
def test_a_category_is_one_of_the_ten(said: str, kept: str) -> None:
    assert hospital_of({**HOSPITAL, "CATEGORIA": said}).values["category"] == kept


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("-12.04", "-77.03", ("-12.040000", "-77.030000")),
        ("-77.03", "-12.04", ("-12.040000", "-77.030000")),
        ("12,04", "77,03", ("-12.040000", "-77.030000")),
        ("0", "0", None),
        ("", "-77.03", None),
        ("-12.04", "-12.04", None),
        ("-19", "-82", ("-19.000000", "-82.000000")),
        ("-19.01", "-77", None),
        ("nan", "Infinity", None),
    ],
)
def test_a_place_lies_in_peru_whichever_column_says_it(one: str, other: str, found: tuple[str, str] | None) -> None:
    expected = (Decimal(found[0]), Decimal(found[1])) if found else (None, None)
    assert place_of(one, other) == expected


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("SAN JUAN DE LURIGANCHO", "San Juan de Lurigancho"), ("LA LIBERTAD", "La Libertad"),
        ("San Juan De Siguas", "San Juan De Siguas"), ("", ""), ("VILLA EL SALVADOR", "Villa el Salvador"),
    ],
)  # fmt: skip
def test_a_place_is_written_as_one_writes_it(said: str, written: str) -> None:
    assert place_case(said) == written


@pytest.mark.parametrize(("gone", "asked"), [(0, False), (5, False), (6, True), (100, True)])
def test_a_file_that_lacks_more_than_a_twentieth_is_doubted(gone: int, asked: bool) -> None:
    assert bool(gone_doubt(gone=gone, active=100)) is asked


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Código Único", "CODIGO_UNICO"), ("COD_IPRESS", "COD_IPRESS"),
        ("Tipo Doc.Categorización", "TIPO_DOC_CATEGORIZACION"),
        ("\ufeffINSTITUCION", "INSTITUCION"), (" Categoria ", "CATEGORIA"),
    ],
)  # fmt: skip
def test_columns_are_found_by_name(name: str, key: str) -> None:
    assert column_key(name) == key
