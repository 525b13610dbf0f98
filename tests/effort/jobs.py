"""The six main jobs, each done as a practised person does it: only what must be entered, by the shortest way shown.

Each begins on the page where that person stands when the job comes up, and ends when the program says that it is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from seho.text import date_short
from tests.browser.walking import make_photos
from tests.effort.counting import Hand
from tests.effort.table import Target

BEDSIDE, DESK = "phone", "desktop"
SCREENS = {BEDSIDE: "teléfono", DESK: "escritorio"}


ANY = Target()


@dataclass(frozen=True)
class Job:
    """`do` goes to where the job begins, says so with `stage.begin()`, and does it until the program says so."""

    name: str
    account: str
    screen: str
    do: Callable[[Hand, Stage], None]
    target: Target = ANY


@dataclass(frozen=True)
class Stage:
    """What a job has at hand: the day in Lima, a folder for its files, and the beginning of the counting."""

    today: date
    folder: Path
    begin: Callable[[], object]


# --- 1. Register a pupil with guardian and paper ------------------------------------------------------


def register(hand: Hand, stage: Stage) -> None:
    page, day = hand.page, date_short(stage.today)
    authorization, accreditation = make_photos(stage.folder, 2)
    page.goto("/estudiantes/")
    stage.begin()
    hand.follow("Registrar estudiante")
    hand.type("document_number", "00007731")
    hand.type("paternal_surname", "Prueba")
    hand.type("given_names", "Zoraida")
    hand.date("birth_date", "05/03/2016")
    hand.press("Buscar")

    expect(page.get_by_role("heading", level=1)).to_have_text("Estudiante")
    hand.mark("sex", "F")
    if not page.locator("[name=mother_tongue]").input_value():
        hand.pick("mother_tongue", "Castellano")
    hand.press("Guardar y continuar")

    expect(page.get_by_role("heading", level=1)).to_have_text("Familia")
    hand.mark("relationship", "MOTHER")
    hand.type("full_name", "Prueba Laguna Inés")
    hand.type("document_number", "00008731")
    hand.press("Guardar y continuar")

    expect(page.get_by_role("heading", level=1)).to_have_text("Autorización")
    if not page.locator("[name=decided_on]").input_value():
        hand.date("decided_on", day)
    for purpose in ("entry", "health_data", "images", "home_visits", "virtual"):
        hand.mark(purpose, "yes")
    hand.attach("authorization_scan", authorization)
    hand.press("Guardar y continuar")

    expect(page.get_by_role("heading", level=1)).to_have_text("Acreditación")
    hand.mark("kind", "HOSPITALIZATION")
    hand.date("issued_on", day)
    hand.type("diagnosis", "Fractura")
    hand.attach("accreditation_scan", accreditation)
    hand.press("Guardar y continuar")

    expect(page.get_by_role("heading", level=1)).to_have_text("Estancia")
    if not page.locator("[name=starts_on]").input_value():
        hand.date("starts_on", day)
    hand.type("estimated_days", "20")
    hand.press("Guardar y continuar")

    expect(page.get_by_role("heading", level=1)).to_have_text("Matrícula")
    school = page.locator(".ts-control input")
    hand.touch(school)
    school.press_sequentially("quinua arequipa", delay=20)
    hand.touch(page.locator(".ts-dropdown [role=option]", has_text="La Quinua").first)
    hand.pick("school_grade", "4.º de primaria")
    hand.press("Guardar y continuar")

    expect(page.get_by_text("Resumen del registro")).to_be_visible()
    hand.press("Registrar en el SEHO")
    expect(page.locator("#avisos").get_by_text("Se registró").first).to_be_visible()


# --- 2 and 3. At the bedside --------------------------------------------------------------------------


def group_session(hand: Hand, stage: Stage) -> None:
    _log_session(hand, stage, 6)


def single_session(hand: Hand, stage: Stage) -> None:
    _log_session(hand, stage, 1)


def _log_session(hand: Hand, stage: Stage, pupils: int) -> None:
    page = hand.page
    page.goto("/atencion/")
    stage.begin()
    boxes = page.locator("main input[name=estudiante]")
    for number in range(pupils):
        hand.touch(page.locator(f"main label[for='{boxes.nth(number).get_attribute('id')}']"))
    hand.press(re.compile("^Registrar sesión"))
    hand.press(re.compile("^Registrar sesión"))
    words = "1 estudiante" if pupils == 1 else f"{pupils} estudiantes"
    expect(page.locator("#avisos").get_by_text(f"Se registró la sesión con {words}").first).to_be_visible()


# --- 4. The evaluation of a period --------------------------------------------------------------------


def evaluation(hand: Hand, stage: Stage) -> None:
    """The four competencies of a plan: levels by key, one not evaluated, one conclusion from the bank of phrases."""
    page = hand.page
    page.goto("/atencion/evaluacion/")
    row = page.locator("main tbody tr", has=page.get_by_role("link", name="Demo Cóndor, Milagros Lucía"))
    cells = row.locator("td[data-cell]")
    in_plan = [at for at in range(cells.count()) if "is-extra" not in (cells.nth(at).get_attribute("class") or "")]
    saved = page.locator("[data-grid-status]")
    stage.begin()
    hand.touch(cells.nth(in_plan[0]).locator("select"))
    page.keyboard.press("Escape")
    here = in_plan[0]
    for at, key in zip(in_plan, "abbn", strict=True):
        for _ in range(at - here):
            page.keyboard.press("ArrowRight")
        here = at
        page.keyboard.press(key)
        expect(saved).to_have_text("Todo está guardado.")
    hand.touch(cells.nth(in_plan[0]).locator("[data-detail]"))
    detail = page.locator("#detalle")
    hand.touch(detail.locator("summary", has_text="Frases"))
    hand.touch(detail.locator("[data-phrase-level=A] .phrase").first)
    page.keyboard.press("Escape")
    expect(cells.nth(in_plan[0]).locator("[data-detail]")).to_have_class(re.compile("is-written"))


# --- 5. The packet at the discharge -------------------------------------------------------------------


def packet(hand: Hand, stage: Stage) -> None:
    """From the page of a pupil of 40 days with plan and levels: the discharge, and the papers that it asks for."""
    page = hand.page
    page.goto("/estudiantes/?q=taruka")
    page.locator("main").get_by_role("link", name=re.compile("Taruka, Mateo")).first.click()
    expect(page.get_by_role("navigation", name="Partes del expediente")).to_be_visible()
    stage.begin()
    parts = page.get_by_role("navigation", name="Partes del expediente")
    hand.touch(parts.get_by_role("link", name="Salud y estancias"))
    hand.follow("Registrar alta")
    if not page.locator("main [name=ends_on]").input_value():
        hand.date("ends_on", date_short(stage.today))
    hand.press("Registrar alta")
    expect(page.locator("#avisos").get_by_text("Se registró el alta").first).to_be_visible()
    hand.touch(parts.get_by_role("link", name="Documentos"))
    hand.follow("Emitir documentos")
    hand.press("Emitir documentos")
    expect(page).to_have_url(re.compile(r"/documentos/\d+/$"), timeout=60_000)


# --- 6. The school answers ----------------------------------------------------------------------------


def answer(hand: Hand, stage: Stage) -> None:
    """The director acknowledges what arrived and recognises all of it."""
    page = hand.page
    page.goto("/")
    stage.begin()
    hand.touch(page.locator("main .due-item", has_text="Llegaron del SEHO los documentos").get_by_role("link"))
    arrived = page.locator("main tbody tr", has_text="Molle").filter(has_not_text="Reincorporación")
    hand.touch(arrived.get_by_role("link").first)
    hand.press("Acusar recibo")
    hand.follow("Responder")
    hand.press("Reconocer todo")
    expect(page.locator("#avisos").get_by_text("Quedó registrado lo que la IE decidió").first).to_be_visible()


JOBS = (
    Job("Registrar a una o un estudiante, con su familia y sus dos documentos", "coordinadora", DESK, register),
    Job("Sesión de grupo, seis estudiantes", "docente", BEDSIDE, group_session, Target(touches=8, keys=0)),
    Job("Sesión de una o un estudiante", "docente", BEDSIDE, single_session, Target(touches=6)),
    Job("Evaluación de un periodo de una o un estudiante", "docente", DESK, evaluation),
    Job("Alta y paquete de documentos", "coordinadora", DESK, packet),
    Job("Acuse y reconocimiento de la dirección", "directora", DESK, answer),
)
