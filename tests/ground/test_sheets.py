"""Lists as Excel sheets: text stays text, days are days, and what was filtered is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from seho.sheets import Column, Shape, write_sheet

COLUMNS = (
    Column("Nombre", lambda row: row[0]),
    Column("Desde", lambda row: row[1]),
    Column("Días", lambda row: row[2]),
)


def sheet_of(*rows: tuple[Any, ...], title: str = "Estudiantes") -> Any:
    told = [("Estado", "En atención")]
    with write_sheet(title=title, columns=COLUMNS, rows=rows, told=told, made_on=date(2026, 3, 5)) as file:
        return load_workbook(file)


def test_what_was_typed_never_becomes_a_formula_a_number_or_a_link() -> None:
    typed = ["=1+1", "+511", "-2", "@SUM(A1)", "00123", "https://ejemplo.test", "{=1}"]
    sheet = sheet_of(*((text, None, None) for text in typed)).worksheets[0]
    cells = [sheet.cell(row=place, column=1) for place in range(2, 2 + len(typed))]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in typed]
    assert not any(cell.hyperlink for cell in cells)


def test_days_are_days_numbers_are_numbers_and_what_is_missing_is_empty() -> None:
    sheet = sheet_of(("Ñahui", date(2026, 3, 4), 23), ("", None, 0)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0][0] == "Ñahui"
    assert rows[0][1].date() == date(2026, 3, 4)
    assert rows == [["Ñahui", rows[0][1], 23], [None, None, 0]]


def test_the_second_sheet_tells_what_was_filtered_when_and_how_many() -> None:
    told = sheet_of(("A", None, 1), ("B", None, 2)).worksheets[1]
    lines = {row[0].value: row[1].value for row in told.iter_rows()}
    assert (lines["Estado"], lines["Filas"], lines["Hecho el"]) == ("En atención", "2", "5 de marzo de 2026")
    assert "Ley 29733" in lines["Cuidado"]


def test_a_long_title_with_signs_still_names_a_sheet() -> None:
    assert (
        sheet_of(title="Documentos: por emitir [con retraso] / todos").sheetnames[0]
        == "Documentos  por emitir  con ret"
    )


def test_no_rows_is_a_sheet_with_its_heading() -> None:
    assert [cell.value for cell in next(sheet_of().worksheets[0].iter_rows())] == ["Nombre", "Desde", "Días"]


def test_signs_that_would_damage_the_file_and_what_is_too_long_are_left_out() -> None:
    long = "a" * 40_000
    sheet = sheet_of(("uno\x00\x0bdos\ud800", None, None), (long, None, None)).worksheets[0]
    assert sheet["A2"].value == "uno  dos "
    assert (len(sheet["A3"].value), sheet["A3"].value[-1]) == (32_767, "…")


@pytest.mark.parametrize(
    "typed", ["<r>a & b</r>", "_x0041_ y _x_", "  entre espacios ", "uno\ndos\ttres", "Perú 'de' \"todos\"", "\r\nfin"]
)
def test_what_was_typed_is_read_back_sign_by_sign(typed: str) -> None:
    sheet = sheet_of((typed, None, None)).worksheets[0]
    # openpyxl leaves to Excel what the standard says of its signs: _x005F_ is an underscore, _x000D_ a return.
    assert sheet["A2"].value.replace("_x000D_", "\r").replace("_x005F_", "_") == typed
    assert (("_x0041_" in typed), "_x005F_" in sheet["A2"].value) in {(True, True), (False, False)}


def test_signs_beyond_the_common_ones_count_twice_in_what_a_cell_holds() -> None:
    text = sheet_of(("🙂" * 20_000, None, None)).worksheets[0]["A2"].value
    assert len(text.encode("utf-16-le")) // 2 <= 32_767
    assert text[:2] + text[-1] == "🙂🙂…"


def test_days_are_those_of_excel_and_numbers_keep_their_decimals() -> None:
    columns = (Column("Día", lambda row: row[0]), Column("Número", lambda row: row[1]))
    rows = [(date(1900, 1, 1), 1.5), (date(1900, 2, 28), 0), (date(1900, 3, 1), 123_456_789), (date(2026, 2, 28), -7)]
    with write_sheet(title="T", columns=columns, rows=rows, told=[], made_on=date(2026, 3, 5)) as file:
        cells = [[cell.value for cell in row] for row in load_workbook(file).worksheets[0].iter_rows(min_row=2)]
    assert [(day.date(), number) for day, number in cells] == rows


def test_shares_are_percents_and_means_have_one_decimal() -> None:
    columns = (
        Column("Cobertura", lambda row: row, shape=Shape.PERCENT),
        Column("Media", lambda row: row, shape=Shape.DECIMAL),
    )
    with write_sheet(title="T", columns=columns, rows=[0.5], told=[], made_on=date(2026, 3, 5)) as file:
        cells = next(load_workbook(file).worksheets[0].iter_rows(min_row=2))
    assert [(cell.value, cell.number_format) for cell in cells] == [(0.5, "0.0%"), (0.5, "#,##0.0")]


def test_a_list_longer_than_a_sheet_goes_on_in_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seho.sheets.MOST_ROWS", 3)
    book = sheet_of(*((str(number), None, None) for number in range(5)))
    assert book.sheetnames == ["Estudiantes", "Estudiantes (2)", "Estudiantes (3)", "Acerca de"]
    rows = [[cell.value for cell in sheet["A"]] for sheet in book.worksheets[:3]]
    assert rows == [["Nombre", "0", "1"], ["Nombre", "2", "3"], ["Nombre", "4"]]
