"""A UGEL specialist's Monday: where help is needed, why, of whom; compared, kept as a view, taken to Excel."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from seho.clock import today
from tests.browser.conftest import OpenPage
from tests.browser.walking import Walk, choose, follow, press, says, write


def test_a_monday_of_the_specialist_of_a_ugel(
    open_page: OpenPage, sign_in: Callable[[Page, str], None], check_page: Callable[[Page], None]
) -> None:
    walk = Walk(open_page, sign_in, check_page)
    page = walk.person("ugel")
    walk.look(page)
    _reads_the_most_urgent_sign(page)
    _reads_the_board(walk, page)
    _opens_the_list_behind(walk, page)
    _changes_the_period(page)
    _keeps_and_shares_the_view(walk, page)


def _reads_the_most_urgent_sign(page: Page) -> None:
    """On Hoy and at the head of the board: the reason, what to do, where to begin."""
    signs = page.locator(".signs .due-item")
    expect(signs.first).to_contain_text("Qué hacer:")
    urgent = signs.first.locator(".due-title").inner_text()
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Tablero").click()
    expect(signs.first.locator(".due-title")).to_have_text(urgent)
    expect(signs.first.get_by_role("link", name=re.compile("^Ver "))).to_be_visible()


def _reads_the_board(walk: Walk, page: Page) -> None:
    walk.look(page)
    card = page.locator(".measures > li", has_text="Atendidos").first
    card.get_by_text("¿Cómo se calcula?").click()
    expect(card).to_contain_text("al menos una sesión")
    for part in ("Estudiantes", "Atención"):
        page.get_by_role("navigation", name="Partes del tablero").get_by_role("link", name=part).click()
        expect(page).to_have_title(re.compile(f"^{part}"))
        walk.look(page)
    expect(page.get_by_role("img", name=re.compile("Hospitalizados 15 días o más"))).to_be_visible()


def _opens_the_list_behind(walk: Walk, page: Page) -> None:
    """As many as the figure says; and the same to Excel."""
    page.goto("/tablero/")
    card = page.locator(".measures > li", has_text="En atención").first
    told = int(card.locator(".figure-value").inner_text())
    follow(page, re.compile("^En atención"))
    expect(page.locator("tbody tr")).to_have_count(told)
    walk.look(page)
    with page.expect_download() as arriving:
        follow(page, "Excel")
    sheet = load_workbook(BytesIO(arriving.value.path().read_bytes())).worksheets[0]
    assert sum(any(cell.value for cell in row) for row in sheet.iter_rows()) >= told


def _changes_the_period(page: Page) -> None:
    page.goto("/tablero/?parte=atencion")
    page.locator("[name=periodo]").select_option("libre")
    press(page, "Ver")
    write(page, desde="2026-03-02", hasta="2026-01-02")
    press(page, "Ver")
    expect(page.get_by_text("no puede terminar antes de empezar")).to_be_visible()
    expect(page.locator("[name=desde]")).to_have_value("2026-03-02")
    page.locator("[name=periodo]").select_option(_this_month())
    press(page, "Ver")
    expect(page.locator("main .lead").first).to_contain_text("comparado con")
    expect(page.locator(".measures .change").first).to_have_text(re.compile("más|menos|Igual"))
    expect(page).to_have_title(re.compile("^Atención"))


def _this_month() -> str:
    """Which has the month before to be compared with, as the demonstration goes back three of them."""
    return f"{today():mes-%Y-%m}"


def _keeps_and_shares_the_view(walk: Walk, page: Page) -> None:
    asked = parse_qs(urlsplit(page.url).query)
    page.locator(".views-menu summary", has_text="Vistas").click()
    follow(page, "Guardar esta vista")
    write(page, name="Lunes de la UGEL")
    shared = page.locator("input[name=shared_with]:not([value=''])").first
    choose(page, shared_with=str(shared.get_attribute("value")))
    walk.look(page)
    press(page, "Guardar la vista")
    says(page, "Se guardó la vista «Lunes de la UGEL»")
    kept = parse_qs(urlsplit(page.url).query)
    assert (kept["parte"], kept["periodo"]) == (["atencion"], asked["periodo"])
    page.goto("/tablero/vistas/")
    walk.look(page)
    follow(page, "Lunes de la UGEL")
    expect(page).to_have_title(re.compile("^Atención"))
