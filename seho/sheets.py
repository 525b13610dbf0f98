"""A list as an Excel sheet: exactly what was filtered, row by row, every text as text and never as a formula."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from tempfile import TemporaryFile
from typing import IO, Any

from django.http import FileResponse
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from seho.files import ascii_name
from seho.text import date_long

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What one sheet holds; a longer list goes on in the next one, under the same heading.
MOST_ROWS = 1_048_576
# In units of UTF-16.
LONGEST_TEXT = 32_767
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
# Signs that no XML may hold: Excel would call the whole file damaged.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A text with none of these stands in the file as it is: marks of XML, and what Excel would read as a sign.
_MARKED = re.compile(r"[&<>\r]|_x[0-9A-Fa-f]{4}_|^\s|\s\Z")
_LIKE_A_SIGN = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "_x000D_"})
_DAY_ZERO, _FEBRUARY_29 = date(1899, 12, 31).toordinal(), 60
_PERSONAL = "Contiene datos personales de estudiantes: úselo solo para lo que lo pidió y no lo reenvíe (Ley 29733)."
ROWS_A_BEAT = 1_000

Value = str | int | float | date | None


class Shape(StrEnum):
    """How the numbers of a column are written."""

    PLAIN = "#,##0"
    DECIMAL = "#,##0.0"
    PERCENT = "0.0%"


@dataclass(frozen=True)
class Column:
    """One column: its heading, what each row says (text, number or day; None leaves it empty), its width."""

    label: str
    value: Callable[[Any], Value]
    width: int = 18
    shape: Shape = Shape.PLAIN


@dataclass(frozen=True)
class Listing:
    """A list as somebody filtered it, ready to become a sheet. `name` is that of its file.

    `rows()` asks for them a part at a time; `count` is how many they were when it was asked for. `told` says the
    filters in words, `unsaid` those labels of it that no log may repeat. `seho_ids` are the services whose data it is.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Callable[[], Iterable[Any]]
    count: int
    seho_ids: frozenset[int]
    told: Sequence[tuple[str, str]] = ()
    unsaid: frozenset[str] = field(default=frozenset({"Búsqueda"}))
    is_personal: bool = True

    @property
    def detail(self) -> str:
        """What the access log says of it, before its number of rows."""
        return "; ".join(f"{label}: {text}" for label, text in self.told if label not in self.unsaid)


def parts(keys: Sequence[int], load: Callable[[Sequence[int]], Iterable[Any]], size: int = 1_000) -> Iterator[Any]:
    """The rows of these keys in their order, loaded some at a time: memory does not grow with the list."""
    for start in range(0, len(keys), size):
        yield from load(keys[start : start + size])


def write_listing(listing: Listing, *, made_on: date, beat: Callable[[int], None] | None = None) -> IO[bytes]:
    return write_sheet(
        title=listing.title, columns=listing.columns, rows=listing.rows(), told=listing.told, made_on=made_on,
        is_personal=listing.is_personal, beat=beat,
    )  # fmt: skip


def write_sheet(
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Any],
    told: Sequence[tuple[str, str]],
    made_on: date,
    is_personal: bool = True,
    beat: Callable[[int], None] | None = None,
) -> IO[bytes]:
    """The workbook, open at its beginning: the rows, and a last sheet with `told` (the filters) and the day.

    Memory does not grow with the rows. `beat` hears every thousand rows how many there are. The caller closes the file.
    """
    file = TemporaryFile()  # noqa: SIM115 -- whoever asked closes it
    try:
        with Workbook(file, {"constant_memory": True}) as book:
            pages = _Pages(book, _NOT_IN_A_NAME.sub(" ", title), columns)
            count = 0
            for count, row in enumerate(rows, start=1):
                pages.write(row)
                if beat is not None and count % ROWS_A_BEAT == 0:
                    beat(count)
            pages.end()
            made = [("Filas", f"{count:,}"), ("Hecho el", date_long(made_on))]
            _tell(book, pages.head, [("Contenido", title), *told, *made, *([("Cuidado", _PERSONAL)] * is_personal)])
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


class _Rows(Worksheet):
    """A sheet of XlsxWriter whose rows are written whole: cell by cell they take four times as long."""

    def put(self, row: int, cells: Sequence[tuple[str, str]]) -> None:
        """`cells`: the letter of each column, and what `_text_cell`, `_day_cell` or `_number_cell` made."""
        number = row + 1
        written = "".join([f'<c r="{letter}{number}"{cell}' for letter, cell in cells])
        self.fh.write(f'<row r="{number}">{written}</row>')
        for column in (0, len(cells) - 1):
            self._check_dimensions(row, column)


class _Pages:
    """The sheets of one list: a new one where the last is full."""

    def __init__(self, book: Workbook, title: str, columns: Sequence[Column]) -> None:
        self.book, self.title, self.columns = book, title, columns
        self.head = _style(book, {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.day = _style(book, {"num_format": "dd/mm/yyyy", "align": "left"})
        number = {shape: _style(book, {"num_format": shape.value}) for shape in Shape}
        self.places = [(xl_col_to_name(place), one.value, number[one.shape]) for place, one in enumerate(columns)]
        self.count = self.row = 0
        self._begin()

    def _begin(self) -> None:
        self.count += 1
        mark = f" ({self.count})" if self.count > 1 else ""
        self.sheet: Any = self.book.add_worksheet(f"{self.title[: 31 - len(mark)]}{mark}", _Rows)
        for place, column in enumerate(self.columns):
            self.sheet.set_column(place, place, column.width)
        self.sheet.freeze_panes(1, 1)
        self.sheet.repeat_rows(0)
        self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        labels = [_text_cell(column.label, self.head) for column in self.columns]
        self.sheet.put(0, [(place[0], label) for place, label in zip(self.places, labels, strict=True)])
        self.row = 0

    def write(self, row: Any) -> None:
        if self.row + 1 >= MOST_ROWS:
            self.end()
            self._begin()
        self.row += 1
        said = [(letter, value(row), style) for letter, value, style in self.places]
        cells = [(letter, self._cell(one, style)) for letter, one, style in said if one is not None and one != ""]
        self.sheet.put(self.row, cells)

    def _cell(self, value: str | float | date, style: str) -> str:
        if isinstance(value, str):
            return _text_cell(value)
        return _day_cell(value, self.day) if isinstance(value, date) else _number_cell(value, style)

    def end(self) -> None:
        self.sheet.autofilter(0, 0, max(self.row, 1), len(self.columns) - 1)


def _style(book: Workbook, properties: dict[str, Any]) -> str:
    """A format as a cell names it."""
    return f' s="{book.add_format(properties)._get_xf_index()}"'


def _text_cell(value: str, style: str = "") -> str:
    """Text in any case: nothing that was typed becomes a formula, a link or a number."""
    text, keeps = _text(value), ""
    if _MARKED.search(text):
        text = _LIKE_A_SIGN.sub("_x005F_", text).translate(_ESCAPES)
        keeps = ' xml:space="preserve"'
    return f'{style} t="inlineStr"><is><t{keeps}>{text}</t></is></c>'


def _day_cell(value: date, style: str) -> str:
    """Its number since 1900, with the 29 February of that year that Excel counts and never was."""
    days = value.toordinal() - _DAY_ZERO
    return f"{style}><v>{days + (days >= _FEBRUARY_29)}</v></c>"


def _number_cell(value: float, style: str) -> str:
    return f"{style}><v>{value:.16G}</v></c>"


def _text(value: str) -> str:
    """What a cell can hold of a text: no sign that damages the file, and an end that says that it was cut."""
    if not value.isprintable():
        value = _NOT_IN_XML.sub(" ", value)
    if len(value) * 2 > LONGEST_TEXT and len(units := value.encode("utf-16-le")) > LONGEST_TEXT * 2:
        value = f"{units[: LONGEST_TEXT * 2 - 2].decode('utf-16-le', 'ignore')}…"
    return value


def _tell(book: Workbook, head: str, lines: Sequence[tuple[str, str]]) -> None:
    about: Any = book.add_worksheet("Acerca de", _Rows)
    about.set_column(0, 0, 26)
    about.set_column(1, 1, 80)
    for row, (label, text) in enumerate(lines):
        about.put(row, (("A", _text_cell(label, head)), ("B", _text_cell(text))))


def serve_sheet(file: IO[bytes], *, name: str, made_on: date) -> FileResponse:
    """The workbook as a download: "estudiantes-2026-11-22.xlsx". The answer closes the file."""
    answer = FileResponse(file, as_attachment=True, filename=sheet_name(name, made_on), content_type=MEDIA_TYPE)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def sheet_name(name: str, made_on: date) -> str:
    return f"{ascii_name(name)}-{made_on.isoformat()}.xlsx"
