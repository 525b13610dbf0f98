"""A psychologist's afternoon on a phone: a talk with a family, five faces before and after, a note of her own.

The coordinator afterwards finds the talk and the faces, and the note nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import Touches, Walk

SECRET = "Sueña con el zafiro azul"
TALK = "Leerán juntos por la tarde."


def test_an_afternoon_of_the_psychologist(
    open_page: OpenPage, sign_in: Callable[[Page, str], None], check_page: Callable[[Page], None]
) -> None:
    walk = Walk(open_page, sign_in, check_page, size="phone")
    page = walk.person("psicologa")
    page.goto("/atencion/soporte/")
    walk.look(page)
    page.locator(".panel:has(#quienes) tbody a").first.tap()
    page.wait_for_url(re.compile(r"/estudiantes/\d+/soporte/$"))
    tab = page.url
    walk.look(page)

    _talks_with_the_family(walk, page)
    assert page.url == tab
    _asks_the_pupil(walk, page, tab)
    _writes_a_note(walk, page, tab)
    _the_coordinator_finds(walk, tab)


def _talks_with_the_family(walk: Walk, page: Page) -> None:
    """Three touches without typing: with the family, what about, done; the note is typed for who comes after."""
    touch = Touches()
    touch(page.get_by_role("link", name="Registrar con la familia"))
    page.wait_for_url(re.compile("/soporte/nuevo/"))
    touch(page.get_by_text("Rutina y acompañamiento en el estudio"))
    page.locator("[name=note]").fill(TALK)
    walk.look(page)
    touch(page.get_by_role("button", name="Registrar", exact=True))
    expect(page.locator("[data-toast]")).to_contain_text("Se registró su trabajo de soporte.")
    expect(page.get_by_role("main")).to_contain_text(TALK)
    assert touch.count == 3


def _asks_the_pupil(walk: Walk, page: Page, tab: str) -> None:
    """Two touches each time: the question, the face."""
    page.goto(tab)
    for moment, face in (("antes", "Mal"), ("despues", "Bien")):
        touch = Touches()
        touch(page.get_by_role("link", name="¿Cómo se siente?"))
        page.wait_for_url(re.compile("/animo/"))
        if f"({moment})" in page.locator("main p.muted a").inner_text():
            page.locator("main p.muted a").tap()
        faces = page.locator(".face-choice")
        expect(faces).to_have_count(5)
        box = faces.first.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 56
        walk.look(page)
        touch(page.get_by_role("button", name=face, exact=True))
        expect(page.get_by_role("heading", level=1)).to_have_text("¡Gracias por contarnos!")
        assert touch.count == 2
        page.get_by_role("link", name="Seguir").tap()
        page.wait_for_url(tab)
    expect(page.locator(".mood-drawn .mood-after").last).to_be_visible()
    page.get_by_text("Ver como tabla").tap()
    expect(page.locator(".mood-chart tbody tr").last).to_contain_text(
        re.compile("Mal.*Bien.*mejor que antes", re.DOTALL)
    )


def _writes_a_note(walk: Walk, page: Page, tab: str) -> None:
    page.get_by_role("link", name="Agregar nota privada").tap()
    page.wait_for_url(re.compile("/notas/nueva/"))
    page.locator("[name=text]").fill(SECRET)
    page.wait_for_timeout(1_000)
    kept = page.evaluate("JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})")
    assert "draft:" not in kept, "no draft of a note"
    walk.look(page)
    page.get_by_role("button", name="Guardar nota").tap()
    page.wait_for_url(tab)
    expect(page.get_by_role("main")).to_contain_text(SECRET)
    page.goto("/atencion/notas/")
    expect(page.get_by_role("main")).to_contain_text(SECRET)
    walk.look(page)


def _the_coordinator_finds(walk: Walk, tab: str) -> None:
    page = walk.person("coordinadora")
    page.goto(tab)
    expect(page.get_by_role("main")).to_contain_text(TALK)
    expect(page.get_by_role("heading", name="Cómo dice sentirse")).to_be_visible()
    assert page.get_by_text("notas privadas").count() == 0
    walk.look(page)
    links = page.locator(".tabs a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    searches = ["/estudiantes/?q=zafiro", "/atencion/soporte/", "/atencion/sesiones/", "/"]
    for address in [tab, *(urljoin(tab, link) for link in links), *searches]:
        page.goto(address)
        assert SECRET not in page.content(), address
