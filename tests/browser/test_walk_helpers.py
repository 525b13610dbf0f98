"""A volunteer's day on a phone, and what the coordinator makes of it: hours, a certificate, a check that is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walking
from tests.browser.conftest import OpenPage
from tests.browser.walking import CheckPage, SignIn, Touches, Walk, follow, press, says, write

TASK = "Leer un cuento y dibujar juntos el final"
PLACES = "/atencion/voluntariado/"


@pytest.fixture
def walk(open_page: OpenPage, sign_in: SignIn, check_page: CheckPage) -> Walk:
    return Walk(open_page, sign_in, check_page, size="phone")


def test_a_volunteers_day(walk: Walk, open_page: OpenPage, check_page: CheckPage, tmp_path: Path) -> None:
    volunteer = walk.person("voluntaria")
    tasks = volunteer.get_by_role("region", name="Mis tareas").locator(".task")
    expect(tasks.filter(has_text=TASK)).to_be_visible()
    assert tasks.count() >= 2
    walk.look(volunteer)

    pupil = read_what_to_mind(walk, volunteer)
    log_play(volunteer, pupil)
    do_task(walk, volunteer)
    write_hours_down(walk, volunteer)

    coordinator = walk.person("coordinadora")
    confirm_week(walk, coordinator)
    certificate = issue(walk, coordinator, tmp_path)
    verify(open_page, check_page, certificate)
    refuse_unchecked(walk, coordinator, pupil)


def read_what_to_mind(walk: Walk, page: Page) -> str:
    """A pupil of the round, with what to mind before entering; nobody is there who is not assigned."""
    page.goto("/atencion/")
    rows = page.locator(".round-row")
    expect(rows).to_have_count(3)
    row = rows.filter(has=page.locator("details.care")).first
    row.locator("details.care summary").tap()
    expect(row.locator(".care-list")).to_be_visible()
    walk.look(page)
    return row.locator(".form-check-label").inner_text()


def log_play(page: Page, pupil: str) -> None:
    """With the quick log: tick, go on, done; what was chosen the last time is offered."""
    touch = Touches()
    touch(page.locator("#contenido").get_by_text(pupil, exact=True))
    touch(page.locator("#contenido").get_by_role("button", name=re.compile("^Registrar sesión")))
    touch(page.locator("#contenido").get_by_role("button", name=re.compile("^Registrar sesión")))
    says(page, "Se registró la sesión con 1 estudiante")
    assert touch.count == 3


def do_task(walk: Walk, page: Page) -> None:
    page.goto("/")
    page.locator(".task").filter(has_text=TASK).get_by_role("link", name=re.compile("^Hecha")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(TASK)
    write(page, minutes="20", word="Le encantó el final")
    walk.look(page)
    press(page, "Marcar como hecha")
    says(page, "Tarea hecha: 20 minutos")
    expect(page.locator(".task").filter(has_text=TASK)).to_have_count(0)


def write_hours_down(walk: Walk, page: Page) -> None:
    """In and out around it all: what happened meanwhile counts once."""
    page.goto("/atencion/mis-horas/")
    follow(page, "Anotar horas")
    write(page, starts_at="08:00", ends_at="11:00", what="Mañana en la sala")
    walk.look(page)
    press(page, "Anotar horas")
    says(page, "Se anotaron 3 horas")
    week = page.locator(".week").first
    expect(week.get_by_text("Mañana en la sala")).to_be_visible()
    expect(week.locator(".week-head")).to_contain_text("3 h")
    expect(week.get_by_text("Por confirmar")).to_be_visible()
    walk.look(page)


def confirm_week(walk: Walk, page: Page) -> None:
    """One touch."""
    page.goto(PLACES)
    walk.look(page)
    follow(page, "Demo, Voluntaria")
    walk.look(page)
    page.locator(".week").first.get_by_role("button", name=re.compile("^Confirmar 3 h")).tap()
    says(page, "Se confirmaron 3 horas")


def issue(walk: Walk, page: Page, folder: Path) -> str:
    """The code of the certificate, as it is printed."""
    follow(page, "Emitir certificado")
    walk.look(page)
    press(page, "Emitir certificado")
    says(page, "Se emitió el CERTIFICADO N.°")
    with page.expect_download() as download:
        page.locator(".certificate").first.get_by_role("link").first.click()
    content = Path(download.value.path()).read_bytes()
    (text,) = walking.pages_of(content)
    assert "CERTIFICADO DE VOLUNTARIADO" in text
    assert "Demo, Voluntaria" in text
    assert "Ley N.° 28238" in text
    found = re.search(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", text)
    assert found
    return found.group()


def verify(open_page: OpenPage, check_page: CheckPage, code: str) -> None:
    """Anybody, with the code alone."""
    stranger = open_page("phone")
    stranger.goto("/documentos/verificar/")
    write(stranger, codigo=code)
    stranger.get_by_role("button", name="Verificar").click()
    expect(stranger.get_by_text("Documento vigente")).to_be_visible()
    expect(stranger.get_by_text("Certificado de voluntariado")).to_be_visible()
    expect(stranger.get_by_text("Demo, Voluntaria")).to_have_count(0)
    check_page(stranger)


def refuse_unchecked(walk: Walk, page: Page, pupil: str) -> None:
    """Whoever lacks one of the three laws is not assigned; once it is checked, they are."""
    page.goto("/estudiantes/")
    page.locator("#contenido").get_by_role("link", name=pupil).first.click()
    pupil_url = page.url
    page.goto(f"{pupil_url}apoyo/nuevo/")
    page.locator("[name=user]").select_option(label="Demo, Voluntario nuevo (antecedentes sin verificar)")
    press(page, "Asignar")
    expect(page.get_by_text("Ley 30901: sin verificar. Verifíquelos antes de asignar.")).to_be_visible()
    walk.look(page)
    page.goto(PLACES)
    follow(page, "Demo, Voluntario nuevo")
    follow(page, "Registrar verificación")
    page.get_by_text(re.compile("^Ley 30901: subregistro")).tap()
    walk.look(page)
    press(page, "Registrar verificación")
    says(page, "vale hasta el")
    page.goto(f"{pupil_url}apoyo/nuevo/")
    page.locator("[name=user]").select_option(label="Demo, Voluntario nuevo")
    press(page, "Asignar")
    says(page, "Se asignó a la persona de apoyo")
