"""The ministry's year-end: the country on one page, its open data, its monthly report, its services in Excel."""

from __future__ import annotations

import csv
import re
import sqlite3
import zipfile
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.program import Program
from tests.browser.walking import Walk, follow, press


def test_a_year_end_of_the_ministry(
    program: Program, open_page: OpenPage, sign_in: Callable[[Page, str], None], check_page: Callable[[Page], None]
) -> None:
    walk = Walk(open_page, sign_in, check_page)
    page = walk.person("minedu")
    _reads_the_country(page)
    _takes_the_services_to_excel(page)
    _makes_the_open_data(walk, page, program)
    _makes_the_report_of_a_month(walk, page)


def _reads_the_country(page: Page) -> None:
    page.goto("/tablero/?ambito=pais")
    expect(page.locator(".measures > li", has_text="Atendidos").first).to_be_visible()


def _takes_the_services_to_excel(page: Page) -> None:
    page.get_by_text("Descargar", exact=True).click()
    with page.expect_download() as arriving:
        follow(page, "Excel de los servicios")
    head, *rows = load_workbook(BytesIO(arriving.value.path().read_bytes())).worksheets[0].iter_rows(values_only=True)
    attended = head.index("Atendidos")
    assert len(rows) >= 3
    assert all(isinstance(row[attended], int | float) for row in rows), "the ministry reads exact figures"


def _makes_the_open_data(walk: Walk, page: Page, program: Program) -> None:
    page.goto("/datos-abiertos/")
    walk.look(page)
    page.get_by_role("button", name=re.compile("^Preparar")).first.click()
    made = _fetched(page)
    walk.look(page)
    with zipfile.ZipFile(made) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    assert set(texts) == {"estudiantes.csv", "servicios.csv", "diccionario.csv", "LEEME.txt"}
    rows = list(csv.DictReader(StringIO(texts["estudiantes.csv"])))
    assert {row["ambito"] for row in rows} >= {"pais", "region"}
    assert all(int(row["cantidad"]) == 0 or int(row["cantidad"]) >= 5 for row in rows)
    every = "\n".join(texts.values())
    assert not [name for name in _names(program) if name in every]


def _names(program: Program) -> list[str]:
    """Given names with both surnames, and documents, of every pupil of the demonstration."""
    with sqlite3.connect(f"file:{program.folder / 'seho.sqlite3'}?mode=ro", uri=True) as database:
        sql = "SELECT given_names || ' ' || paternal_surname, document_number FROM patients_patient"
        return [part for row in database.execute(sql) for part in row if part]


def _makes_the_report_of_a_month(walk: Walk, page: Page) -> None:
    page.goto("/informe-mensual/")
    walk.look(page)
    press(page, "Preparar el informe")
    assert _fetched(page).read_bytes().startswith(b"%PDF-")


def _fetched(page: Page) -> Path:
    """The page shows how far it is by itself, then the button."""
    button = page.get_by_role("link", name=re.compile("^Descargar"))
    expect(button).to_be_visible(timeout=60_000)
    expect(page.get_by_role("heading", name="El archivo está listo")).to_be_visible()
    with page.expect_download() as arriving:
        button.click()
    return Path(arriving.value.path())
