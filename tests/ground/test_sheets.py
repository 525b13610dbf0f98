"""Lists as Excel sheets: text stays text, days are days, and what was filtered is told."""

from __future__ import annotations

from datetime import date
from typing import Any

from openpyxl import load_workbook

from seho.sheets import Column, write_sheet

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
