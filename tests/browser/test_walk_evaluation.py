"""A bimester's evaluation: levels by the keyboard at a desk, a conclusion from the bank on a phone, the draft."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.walking import CheckPage, SignIn, Walk, follow, says

GRID = "/atencion/evaluacion/"
# Of the demonstration: twenty days in attention, all of the plan evaluated but its last competency.
NAME = "Demo Quinua, Carmen Flor"


def test_a_bimester_is_evaluated(open_page: OpenPage, sign_in: SignIn, check_page: CheckPage) -> None:
    walk = Walk(open_page, sign_in, check_page)
    teacher = walk.person("docente")
    mark_with_the_keyboard(walk, teacher)
    phone = open_page("phone")
    sign_in(phone, "docente")
    conclusion = conclude_on_the_phone(phone, check_page)

    # Finished, and the draft of the informe holds it as it stands.
    teacher.goto(GRID)
    expect(row_of(teacher)).not_to_contain_text("Falta conclusión")
    row_of(teacher).get_by_role("link", name=NAME, exact=True).click()
    expect(teacher.get_by_text(re.compile(r"\d de 4 competencias del plan"))).to_be_visible()
    walk.look(teacher)
    expect(teacher.get_by_text("Van al informe de progreso")).to_be_visible()
    follow(teacher, "Ver el borrador")
    expect(teacher.get_by_text(conclusion).first).to_be_visible()


def mark_with_the_keyboard(walk: Walk, page: Page) -> None:
    """Each cell is saved by itself; what was taken away can be put back; the conclusion opens beside the grid."""
    page.goto(GRID)
    walk.look(page)
    row = row_of(page)
    before, last = goals_of(row)[-2:]
    last.locator("select").focus()
    page.keyboard.press("ArrowLeft")
    expect(last.locator("select")).not_to_be_focused()
    before.locator("select").focus()
    go_right_to(page, last)
    page.keyboard.press("n")
    expect(last).to_have_class(re.compile("is-saved"))
    page.keyboard.press("Delete")
    expect(last).to_contain_text("Deshacer")
    page.keyboard.press("c")
    expect(last).to_contain_text("Falta conclusión")
    page.keyboard.press("Enter")
    expect(page.locator("[data-cell-form] textarea")).to_be_focused()
    expect(page.locator("[data-cell-form] .levels input[value=C]")).to_be_checked()
    walk.look(page)
    page.keyboard.press("Escape")
    expect(last.locator("select")).to_be_focused()
    expect(page.locator("[data-grid-status]")).to_have_text("Todo está guardado.")


def conclude_on_the_phone(page: Page, check_page: CheckPage) -> str:
    """Who is missing, and three touches: the cell, its phrases, one of them; then on to the next pupil."""
    page.goto(GRID + "avance/")
    check_page(page)
    expect(page.get_by_role("row").filter(has_text=NAME)).to_contain_text("1 conclusión por escribir")
    page.goto(GRID)
    check_page(page)
    goals_of(row_of(page))[-1].locator("[data-detail]").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    page.locator("summary", has_text="Frases").tap()
    phrase = page.locator("button.phrase:visible").first
    expect(phrase).to_be_visible()
    check_page(page)
    phrase.tap()
    conclusion = page.locator("textarea").input_value()
    assert conclusion
    assert conclusion == (phrase.get_attribute("value") or "").partition("|")[2]
    page.get_by_role("button", name=re.compile("^Guardar y (seguir|volver)")).first.tap()
    says(page, re.compile("Guardado: .*, C"))
    return conclusion


def row_of(page: Page) -> Locator:
    return page.locator("tbody tr").filter(has_text=NAME)


def goals_of(row: Locator) -> list[Locator]:
    """The cells of the plan, in their order."""
    expect(row.locator("td[data-goal]").first).to_be_visible()
    return row.locator("td[data-goal]").all()


def go_right_to(page: Page, cell: Locator) -> None:
    """With the arrow, over the competencies of other plans that lie between."""
    wanted = cell.locator("select").get_attribute("id")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
        if page.evaluate("document.activeElement.id") == wanted:
            return
    raise AssertionError("the arrow does not reach the cell")
