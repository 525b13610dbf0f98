"""The plan on a phone: begun from a template, sent, returned with a comment, answered, approved."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import walking
from tests.browser.conftest import OpenPage
from tests.browser.walking import CheckPage, SignIn, Walk, follow, press, says


def test_a_short_plan_from_a_template_to_its_approval(
    open_page: OpenPage, sign_in: SignIn, check_page: CheckPage
) -> None:
    walk = Walk(open_page, sign_in, check_page)
    walk.size = "phone"
    teacher = walk.person("docente")
    pupil = unplanned(teacher)

    teacher.goto(pupil)
    press(teacher, "Usar la plantilla Áreas principales")
    expect(teacher.get_by_role("heading", name="Plan breve: versión 1")).to_be_visible()
    walk.look(teacher)
    teacher.locator("label[for=tick-C_IN_BED]").click()
    press(teacher, "Guardar y elegir actividades")
    walk.look(teacher)
    use = teacher.get_by_role("button", name="Usar en el plan").first
    use.click()
    expect(teacher.get_by_role("button", name="En el plan: quitar").first).to_be_visible()
    follow(teacher, "Volver al plan")
    press(teacher, "Guardar y enviar a aprobación")
    says(teacher, "Se envió el plan a aprobación")
    walk.look(teacher)

    coordinator = walk.person("coordinadora")
    coordinator.goto("/atencion/planes/?estado=por-aprobar")
    walk.look(coordinator)
    coordinator.goto(f"{pupil}aprobar/")
    coordinator.locator("summary", has_text="Adaptaciones").click()
    coordinator.locator("[name=ADAPT]").fill("¿Cuánto dura cada sesión?")
    walk.look(coordinator)
    press(coordinator, "Devolver con comentarios")
    says(coordinator, "Se devolvió el plan")

    teacher.goto(pupil)
    walk.look(teacher)
    expect(teacher.get_by_text("¿Cuánto dura cada sesión?")).to_be_visible()
    teacher.get_by_label("Qué hizo con este comentario").fill("Veinte minutos")
    press(teacher, re.compile("^Atendido"))
    says(teacher, "Quedó atendido el comentario")
    follow(teacher, "Seguir con el borrador")
    press(teacher, "Guardar y enviar a aprobación")

    coordinator.goto(f"{pupil}aprobar/")
    coordinator.locator("summary", has_text="Comentarios atendidos").click()
    expect(coordinator.get_by_text("Veinte minutos")).to_be_visible()
    press(coordinator, "Aprobar y poner en vigencia")
    says(coordinator, "El plan está vigente")
    walk.look(coordinator)


def unplanned(teacher: walking.Page) -> str:
    """The plan's address of somebody who has none yet; the last ones are those who came last."""
    teacher.goto("/atencion/planes/?estado=sin-plan")
    address = teacher.locator("tbody th a").last.get_attribute("href")
    assert address
    return address
