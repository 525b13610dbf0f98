"""What cannot be is told beside its field, and what was typed stays."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from seho.clock import today
from tests.browser import walking
from tests.browser.conftest import OpenPage
from tests.browser.walking import CheckPage, Pupil, SignIn

IN_ATTENTION = "Demo Nube, Raúl Iván"  # of the demonstration: in the hospital for weeks


def complaint(page: Page, name: str) -> Locator:
    """What stands beside a field and is read aloud with it."""
    box = page.locator(f"[name={name}]:not([type=hidden])").first
    expect(box).to_have_attribute("aria-invalid", "true")
    described = (box.get_attribute("aria-describedby") or "").split()
    return page.locator(", ".join(f"#{one}" for one in described))


def open_pupil(page: Page, name: str) -> str:
    page.goto(f"/estudiantes/?{urlencode({'q': name})}")
    walking.follow(page, name)
    expect(page).to_have_url(re.compile(r"/estudiantes/\d+/$"))
    return page.url


def test_a_dni_with_letters(page: Page, sign_in: SignIn, check_page: CheckPage) -> None:
    sign_in(page, "coordinadora")
    pupil = Pupil(31, "Sauco", "Fabiola", 5, today())
    walking.search_first(page, pupil)
    page.goto("/estudiantes/registrar/")
    walking.write(
        page, document_number="7ABC1234", paternal_surname="Demo", given_names="Fabiola", birth_date=pupil.born_on
    )
    walking.press(page, "Buscar")
    expect(complaint(page, "document_number").filter(has_text="8")).to_be_visible()
    expect(page.locator("[name=document_number]")).to_have_value("7ABC1234")
    expect(page.locator("[name=given_names]")).to_have_value("Fabiola")
    check_page(page)


def test_a_document_that_is_registered_already(page: Page, sign_in: SignIn, check_page: CheckPage) -> None:
    sign_in(page, "coordinadora")
    page.goto("/estudiantes/registrar/")
    walking.write(
        page,
        document_number="00000001",
        paternal_surname="Demo",
        given_names="Otra",
        birth_date=today() - timedelta(days=3_000),
    )
    walking.press(page, "Buscar")
    expect(page.get_by_role("heading", name="Ya hay un registro con ese documento")).to_be_visible()
    expect(page.locator("[name=given_names]")).to_have_value("Otra")
    check_page(page)
    walking.press(page, re.compile("Es la misma persona"))
    walking.says(page, "Ya está en atención en su SEHO")


def test_a_discharge_before_the_admission(page: Page, sign_in: SignIn, check_page: CheckPage) -> None:
    sign_in(page, "coordinadora")
    open_pupil(page, IN_ATTENTION)
    walking.open_tab(page, "Salud y estancias")
    walking.follow(page, "Registrar alta")
    before = today() - timedelta(days=700)
    walking.write(page, ends_on=before)
    walking.press(page, "Registrar alta")
    expect(complaint(page, "ends_on").filter(has_text="anterior")).to_be_visible()
    expect(page.locator("[name=ends_on]")).to_have_value(before.isoformat())
    check_page(page)
    page.go_back()
    page.reload()
    expect(page.locator("[name=ends_on]")).to_have_value(today().isoformat())


def test_a_file_that_is_not_what_it_says(page: Page, sign_in: SignIn, check_page: CheckPage, tmp_path: Path) -> None:
    """The good photo and the words are kept: only the bad one is chosen again."""
    sign_in(page, "docente")
    open_pupil(page, IN_ATTENTION)
    walking.open_tab(page, "Portafolio")
    works = page.locator("#contenido article").count()
    walking.follow(page, "Agregar trabajo")
    [good] = walking.make_photos(tmp_path, 1)
    false = tmp_path / "tarea.jpg"
    false.write_bytes(b"MZ not a picture at all" * 40)
    walking.choose_files(page, [good, false])
    walking.write(page, title="Mi afiche")
    expect(page.locator(".is-failed").filter(has_text="tarea.jpg: No es una foto")).to_be_visible(timeout=30_000)
    expect(page.locator("[data-line]").filter(has_text=good.name)).to_be_visible(timeout=30_000)
    check_page(page)
    walking.press(page, "Quitar tarea.jpg")
    walking.press(page, "Guardar trabajo")
    walking.says(page, "Se guardó el trabajo")
    expect(page.locator("#contenido article")).to_have_count(works + 1)


def test_two_people_who_write_the_same_plan(open_page: OpenPage, sign_in: SignIn, check_page: CheckPage) -> None:
    """The second one is told what the first one saved, loses nothing, and saves with the next touch."""
    first, second = open_page("desktop"), open_page("phone")
    sign_in(first, "docente")
    sign_in(second, "psicologa")
    address = open_pupil(first, IN_ATTENTION)
    walking.open_tab(first, "Plan")
    walking.press(first, re.compile("Escribir el plan|Preparar nueva versión"))
    second.goto(address)
    walking.open_tab(second, "Plan")
    walking.follow(second, "Seguir con el borrador")

    walking.write(first, purpose="Leer un cuento.")
    walking.press(first, "Guardar borrador")
    walking.says(first, "Se guardó el borrador")
    walking.write(second, purpose="Leer una noticia.", resources="Periódico mural")
    walking.press(second, "Guardar borrador")
    expect(second.get_by_role("alert").first).to_be_visible()
    expect(complaint(second, "purpose").filter(has_text="Leer un cuento.")).to_be_visible()
    expect(second.locator("[name=purpose]")).to_have_value("Leer una noticia.")
    expect(second.locator("[name=resources]")).to_have_value("Periódico mural")
    check_page(second)
    walking.press(second, "Guardar borrador")
    walking.says(second, "Se guardó el borrador")
    first.reload()
    expect(first.locator("[name=purpose]")).to_have_value("Leer una noticia.")


def test_only_what_the_answer_needs_is_asked(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "coordinadora")
    open_pupil(page, IN_ATTENTION)
    walking.open_tab(page, "Salud y estancias")
    walking.follow(page, "Registrar alta")
    for name in ("rest_starts_on", "rest_ends_on", "kind", "issued_on", "scan", "is_presumptive"):
        expect(page.locator(f"[name={name}]")).to_be_hidden()
    walking.choose(page, follows="home")
    expect(page.locator("[name=rest_ends_on]")).to_be_visible()
    walking.press(page, "Registrar alta")
    expect(complaint(page, "rest_ends_on").filter(has_text="Escriba el último día")).to_be_visible()
    walking.choose(page, follows="school")
    expect(page.locator("[name=rest_ends_on]")).to_be_visible()
    expect(page.locator("[name=scan]")).to_be_hidden()
