"""Everybody signs in, finds what is theirs at both sizes, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walking
from tests.browser.conftest import OpenPage, Watch
from tests.browser.walking import CheckPage, SignIn, Walk

# Addresses of every room; of the pupils of the demonstration the first one is assigned to the volunteer and goes to
# the school of the director, the fifth one to another school.
ADDRESSES = (
    "/estudiantes/",
    "/estudiantes/1/",
    "/estudiantes/5/",
    "/estudiantes/1/estancias/",
    "/estudiantes/1/historial/",
    "/estudiantes/registrar/",
    "/estudiantes/avisos/",
    "/estudiantes/avisos/nuevo/",
    "/atencion/",
    "/atencion/sesiones/",
    "/atencion/sesiones/nueva/",
    "/atencion/evaluacion/",
    "/atencion/estudiantes/1/plan/",
    "/atencion/estudiantes/1/evaluacion/",
    "/atencion/estudiantes/1/portafolio/",
    "/documentos/",
    "/documentos/estudiante/1/",
    "/documentos/recibidos/",
    "/documentos/retorno/",
    "/tablero/",
    "/tablero/lista/?cifra=atencion",
    "/red/",
    "/red/servicios/1/",
    "/red/hospitales/",
    "/red/ie/",
    "/cuentas/personas/",
    "/cuentas/accesos/",
    "/administracion/",
)
# What the demonstration holds of health, and of the place of a bed.
HEALTH = re.compile("Diagnóstico de demostración|Se cansa con facilidad|Use mascarilla|Sala [123], cama")


@dataclass(frozen=True)
class Person:
    """`places` is what the menu offers, `opens` what of ADDRESSES is theirs; the rest answers 403 or 404."""

    account: str
    places: tuple[str, ...]
    opens: tuple[str, ...]
    may_know_the_bed: bool = False


OUTSIDE = (
    Person(
        "voluntaria",
        ("Hoy", "Estudiantes", "Atención"),
        (
            "/estudiantes/",
            "/estudiantes/1/",
            "/atencion/",
            "/atencion/sesiones/",
            "/atencion/sesiones/nueva/",
            "/atencion/estudiantes/1/portafolio/",
        ),
        may_know_the_bed=True,
    ),
    Person(
        "ugel",
        ("Hoy", "Estudiantes", "Atención", "Documentos", "Retorno", "Tablero", "Red"),
        (
            "/estudiantes/",
            "/estudiantes/1/",
            "/estudiantes/5/",
            "/atencion/",
            "/atencion/sesiones/",
            "/atencion/estudiantes/1/plan/",
            "/atencion/estudiantes/1/evaluacion/",
            "/atencion/estudiantes/1/portafolio/",
            "/documentos/",
            "/documentos/estudiante/1/",
            "/documentos/retorno/",
            "/tablero/",
            "/tablero/lista/?cifra=atencion",
            "/red/",
            "/red/servicios/1/",
            "/red/hospitales/",
            "/red/ie/",
            "/cuentas/personas/",
        ),
    ),
    Person(
        "dre",
        ("Hoy", "Tablero", "Red"),
        ("/tablero/", "/red/", "/red/servicios/1/", "/red/hospitales/", "/red/ie/", "/cuentas/personas/"),
    ),
    Person(
        "minedu",
        ("Hoy", "Tablero", "Red"),
        ("/tablero/", "/red/", "/red/servicios/1/", "/red/hospitales/", "/red/ie/", "/cuentas/personas/"),
    ),
    Person(
        "directora",
        ("Hoy", "Estudiantes", "Documentos", "Retorno"),
        (
            "/estudiantes/",
            "/estudiantes/1/",
            "/estudiantes/avisos/",
            "/estudiantes/avisos/nuevo/",
            "/documentos/",
            "/documentos/estudiante/1/",
            "/documentos/recibidos/",
            "/documentos/retorno/",
        ),
    ),
    Person("puntofocal", ("Hoy",), ("/estudiantes/avisos/", "/estudiantes/avisos/nuevo/")),
    Person(
        "admin",
        ("Hoy", "Red"),
        ("/red/", "/red/servicios/1/", "/red/hospitales/", "/red/ie/", "/cuentas/personas/", "/administracion/"),
    ),
)
# Django's own pages for catalogues are looked at by nobody but the technical administrator.
NOT_OURS = {"/administracion/"}


@pytest.mark.parametrize("person", OUTSIDE, ids=lambda person: person.account)
def test_everybody_finds_what_is_theirs_and_nothing_else(
    person: Person, open_page: OpenPage, sign_in: SignIn, check_page: CheckPage
) -> None:
    walk = Walk(open_page, sign_in, check_page)
    page = walk.person(person.account)
    places = page.get_by_role("navigation", name="Principal").get_by_role("link").all_inner_texts()
    assert tuple(places) == person.places
    walk.look(page)
    for address in ADDRESSES:
        if address in person.opens and address not in NOT_OURS:
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            assert person.may_know_the_bed or not HEALTH.search(page.content()), address
            walk.look(page)
        else:
            status = page.request.get(address).status
            assert status in ((200,) if address in person.opens else (403, 404)), address


def open_place(page: Page, name: str) -> None:
    """From the menu; on a phone, whose bar has room for five, from the account's."""
    place = page.get_by_role("navigation", name="Principal").get_by_role("link", name=name)
    if not place.is_visible():
        page.locator(".menu-user > summary").click()
        place = page.locator(".menu-panel").get_by_role("link", name=name)
    place.click()


def test_the_specialist_goes_from_a_figure_to_its_pupils(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "ugel")
    open_place(page, "Tablero")
    page.get_by_role("navigation", name="Partes del tablero").get_by_role("link", name="Documentos").click()
    card = page.locator(".measures > li", has_text="Documentos por emitir")
    count = card.locator(".figure-value").inner_text()
    card.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documentos por emitir")
    expect(page.locator("#contenido tbody tr")).to_have_count(int(count))
    page.locator("#contenido tbody a").first.click()
    tabs = page.get_by_role("navigation", name="Partes del expediente")
    expect(tabs.get_by_role("link", name="Documentos")).to_be_visible()
    expect(tabs.get_by_role("link", name="Salud y estancias")).to_have_count(0)


def test_the_focal_point_tells_of_a_pupil_and_reads_how_it_goes_on(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "puntofocal")
    walking.follow(page, "Avisar de una o un estudiante")
    who = f"Z. Q. {page.viewport_size['width']}" if page.viewport_size else "Z. Q."
    walking.write(page, person=who, age="9")
    walking.choose(page, setting="HOSPITAL")
    walking.press(page, "Dar aviso")
    walking.says(page, "Se registró el aviso")
    page.goto("/")
    walking.follow(page, "Ver mis avisos")
    row = page.get_by_role("row").filter(has_text=who)
    expect(row.get_by_text("Por contactar")).to_be_visible()


def test_a_refusal_says_why_in_spanish(page: Page, sign_in: SignIn, check_page: CheckPage, watch: Watch) -> None:
    watch.forgive("403")
    sign_in(page, "dre")
    page.goto("/tablero/lista/?cifra=atencion")
    expect(page.get_by_text("Su rol ve cifras, no la relación de estudiantes.")).to_be_visible()
    check_page(page)
