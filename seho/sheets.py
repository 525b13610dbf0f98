"""A list as an Excel sheet: exactly what was filtered, row by row, every text as text and never as a formula."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse
from xlsxwriter import Workbook

from seho.files import ascii_name
from seho.text import date_long

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Nothing that was typed becomes a formula, a link or a number.
_PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_PERSONAL = "Contiene datos personales de estudiantes: úselo solo para lo que lo pidió y no lo reenvíe (Ley 29733)."


@dataclass(frozen=True)
class Column:
    """One column: its heading, what each row says (text, whole number or day; None leaves it empty), its width."""

    label: str
    value: Callable[[Any], str | int | date | None]
    width: int = 18


def write_sheet(
    *, title: str, columns: Sequence[Column], rows: Iterable[Any], told: Sequence[tuple[str, str]], made_on: date
) -> IO[bytes]:
    """The workbook, open at its beginning: the rows, and a second sheet with `told` (the filters) and the day.

    Memory does not grow with the rows. The caller closes the file.
    """
    file = TemporaryFile()  # noqa: SIM115 -- whoever asked closes it
    with Workbook(file, _PLAIN) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet(_NOT_IN_A_NAME.sub(" ", title)[:31])
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.write_row(0, 0, [column.label for column in columns], head)
        count = 0
        for count, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                _write(sheet, count, place, column.value(row), day)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        about = book.add_worksheet("Acerca de")
        about.set_column(0, 0, 26)
        about.set_column(1, 1, 80)
        made = (("Filas", f"{count:,}"), ("Hecho el", date_long(made_on)), ("Cuidado", _PERSONAL))
        lines = [("Contenido", title), *told, *made]
        for place, (label, text) in enumerate(lines):
            about.write_string(place, 0, label, head)
            about.write_string(place, 1, text)
    file.seek(0)
    return file


def _write(sheet: Any, row: int, place: int, value: str | int | date | None, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, str):
        sheet.write_string(row, place, value)
    else:
        sheet.write_number(row, place, value)


def serve_sheet(file: IO[bytes], *, name: str, made_on: date) -> FileResponse:
    """The workbook as a download: "estudiantes-2026-11-22.xlsx". The answer closes the file."""
    answer = FileResponse(
        file, as_attachment=True, filename=f"{ascii_name(name)}-{made_on.isoformat()}.xlsx", content_type=MEDIA_TYPE
    )
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
