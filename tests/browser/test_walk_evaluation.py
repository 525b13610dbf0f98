"""A bimester's evaluation: levels by the keyboard at a desk, a conclusion from the bank on a phone, the draft."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from seho.clock import today
from tests.browser import walking
from tests.browser.conftest import OpenPage
from tests.browser.walking import CheckPage, Pupil, SignIn, Walk, follow, open_tab, says

GRID = "/atencion/evaluacion/"
ENDED_ON = walking.last_day(today())
PUPIL = Pupil(41, "Lúcuma", "Zunilda", 40, ENDED_ON)


def test_a_bimester_is_evaluated(open_page: OpenPage, sign_in: SignIn, check_page: CheckPage) -> None:
    walk = Walk(open_page, sign_in, check_page)
    coordinator, teacher = walk.person("coordinadora"), walk.person("docente")
    pupil_url = walking.register(coordinator, PUPIL)
    walking.write_plan(teacher, coordinator, pupil_url)

    # At a desk, with the keyboard: each cell is saved by itself.
    teacher.goto(GRID)
    walk.look(teacher)
    row = row_of(teacher)
    first, second = goals_of(row)
    first.locator("select").focus()
    teacher.keyboard.press("a")
    is_saved(first)
    expect(first).to_contain_text("Sin evidencia")
    teacher.keyboard.press("ArrowRight")
    expect(second.locator("select")).to_be_focused()
    teacher.keyboard.press("n")
    is_saved(second)
    teacher.keyboard.press("Delete")
    expect(second).to_contain_text("Deshacer")
    teacher.keyboard.press("c")
    expect(second).to_contain_text("Falta conclusión")
    expect(row.locator("[data-row-done]")).to_have_text("1")
    teacher.keyboard.press("Enter")
    expect(teacher.locator("[data-cell-form] textarea")).to_be_focused()
    walk.look(teacher)
    teacher.keyboard.press("Escape")
    expect(second.locator("select")).to_be_focused()

    # On a phone: a phrase of the bank, and on to the next one.
    phone = open_page("phone")
    sign_in(phone, "docente")
    phone.goto(GRID + "avance/")
    check_page(phone)
    line = phone.get_by_role("row").filter(has_text=PUPIL.surname)
    expect(line).to_contain_text("1 conclusión por escribir")
    phone.goto(GRID)
    check_page(phone)
    goals_of(row_of(phone))[1].locator("[data-detail]").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(PUPIL.surname)
    phone.locator("summary", has_text="Frases").click()
    phrase = phone.locator("button.phrase:visible").first
    expect(phrase).to_be_visible()
    check_page(phone)
    said = phrase.get_attribute("value") or ""
    phrase.click()
    conclusion = phone.locator("textarea").input_value()
    assert conclusion
    assert conclusion == said.partition("|")[2]
    phone.get_by_role("button", name=re.compile("^Guardar y (seguir|volver)")).first.click()
    says(phone, re.compile("Guardado: .*, C"))

    # Finished, and the draft of the informe holds it as it stands.
    teacher.goto(pupil_url)
    open_tab(teacher, "Evaluación")
    expect(teacher.get_by_text("2 de 2 competencias del plan")).to_be_visible()
    walk.look(teacher)
    expect(teacher.get_by_text("Van al informe de progreso")).to_be_visible()
    follow(teacher, "Ver el borrador")
    expect(teacher.get_by_text(conclusion).first).to_be_visible()


def row_of(page: Page) -> Locator:
    return page.locator("tbody tr").filter(has_text=PUPIL.surname)


def goals_of(row: Locator) -> list[Locator]:
    """The cells of the plan, in their order."""
    return row.locator("td[data-goal]").all()


def is_saved(cell: Locator) -> None:
    expect(cell).to_have_class(re.compile("is-saved"))
