"""A teacher with a telephone: six photos at once, one turned, one cropped, in order, and the book that comes of it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser import walking
from tests.browser.conftest import OpenPage
from tests.browser.test_walk_bad_input import IN_ATTENTION, open_pupil
from tests.browser.walking import CheckPage, SignIn

TITLE, WORDS = "Mi maqueta de cartón", "La hice con las cajas que guardó mi mamá."


def test_six_photos_from_a_telephone_and_their_book(
    open_page: OpenPage, sign_in: SignIn, check_page: CheckPage, tmp_path: Path
) -> None:
    phone = open_page("phone")
    sign_in(phone, "docente")
    pupil_url = open_pupil(phone, IN_ATTENTION)
    walking.open_tab(phone, "Portafolio")
    expect(phone.locator(".work").first).to_be_visible()
    older = phone.locator(".work h3").first.inner_text()
    walking.follow(phone, "Agregar trabajo")
    walking.choose_files(phone, walking.make_photos(tmp_path, 6))
    lines = phone.locator(".file-line")
    expect(phone.get_by_text("Archivos listos.")).to_be_visible(timeout=60_000)
    expect(lines).to_have_count(6)
    check_page(phone)

    _turn(phone, lines.nth(1))
    _crop(phone, lines.nth(2), check_page)
    lines.nth(2).get_by_role("button", name="Subir").click()
    expect(lines.nth(1)).to_contain_text("dibujo-3.jpg")
    lines.nth(5).locator("[data-remove]").check()
    lines.nth(1).get_by_placeholder("¿Qué se ve").fill("Mi casa por dentro")
    walking.write(phone, title=TITLE, pupil_words=WORDS)
    phone.locator("[name=competency]").select_option(index=1)
    walking.press(phone, "Guardar trabajo")
    walking.says(phone, "Se guardó el trabajo")

    work = phone.locator(".work").filter(has_text=TITLE)
    expect(work.locator("[data-photo]")).to_have_count(5)
    expect(work.locator(".work-words")).to_contain_text(WORDS)
    check_page(phone)
    work.locator("[data-photo]").first.click()
    viewer = phone.locator("[data-viewer]")
    viewer.get_by_role("button", name="Foto siguiente").click()
    expect(viewer).to_contain_text("2 de 5")
    expect(viewer).to_contain_text("Mi casa por dentro")
    phone.keyboard.press("Escape")

    walking.follow(phone, "Elegir varios")
    phone.get_by_label(f"Elegir {older}").check()
    phone.locator("[name=in_book]").select_option("no")
    check_page(phone)
    walking.press(phone, "Aplicar a los elegidos")
    walking.says(phone, "Se cambió un trabajo.")

    desk = open_page("desktop")
    sign_in(desk, "coordinadora")
    desk.goto(pupil_url)
    walking.open_tab(desk, "Documentos")
    with desk.expect_download() as draft:
        walking.follow(desk, re.compile("Descargar borrador"))
    book = " ".join(" ".join(walking.pages_of(Path(draft.value.path()).read_bytes())).split())
    assert f". {TITLE}" in book
    assert "Mi casa por dentro" in book
    assert WORDS in book
    assert older not in book


def _turn(page: Page, line: Locator) -> None:
    line.get_by_role("button", name="Girar o recortar").click()
    window = page.locator("[data-adjust-window]")
    window.get_by_role("button", name="Girar a la derecha").click()
    window.get_by_role("button", name="Guardar").click()
    expect(window).to_be_hidden()
    expect(line).to_have_attribute("data-quarters", "1")


def _crop(page: Page, line: Locator, check_page: CheckPage) -> None:
    """With a finger, then with the arrow keys."""
    line.get_by_role("button", name="Girar o recortar").click()
    window = page.locator("[data-adjust-window]")
    corner = window.locator("[data-corner='left top']")
    expect(corner).to_be_visible()
    box = corner.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 60, steps=4)
    page.mouse.up()
    corner.press("ArrowRight")
    check_page(page)
    window.get_by_role("button", name="Guardar").click()
    expect(window).to_be_hidden()
    expect(line).not_to_have_attribute("data-left", "0.0")
    expect(line).not_to_have_attribute("data-top", "0.0")
