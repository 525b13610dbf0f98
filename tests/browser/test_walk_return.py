"""A whole return: told at the entry, taught, proofread, issued, answered by a stranger, followed to its end."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from seho.clock import today
from tests.browser import walking
from tests.browser.conftest import OpenPage
from tests.browser.walking import CheckPage, Pupil, SignIn, Walk, choose, follow, open_tab, press, says, write

# Long enough ago for the last milestone to have passed.
ENDED_ON = walking.last_day(today() - timedelta(days=97))
PUPIL = Pupil(31, "Chirimoya", "Zenobia", 95, ENDED_ON)
COMPANION = Pupil(32, "Guayaba", "Xiomara", 95, ENDED_ON)
TOPICS = "Fracciones equivalentes y el cuento del zorro."
LEARNING = "Terminó los propósitos de su plan."
BETTER = "Alcanzó los propósitos de su plan."


@pytest.fixture
def walk(open_page: OpenPage, sign_in: SignIn, check_page: CheckPage) -> Walk:
    return Walk(open_page, sign_in, check_page)


def test_a_return_from_the_entry_to_its_end(
    walk: Walk, open_page: OpenPage, check_page: CheckPage, tmp_path: Path
) -> None:
    coordinator, teacher = walk.person("coordinadora"), walk.person("docente")
    pupil_url = walking.register(coordinator, PUPIL)
    walking.register(coordinator, COMPANION)

    # The school is told, and its teacher, who has no account, answers through the link.
    entry = stranger(open_page, communicate(walk, coordinator, pupil_url))
    check_page(entry)
    follow(entry, re.compile("^Confirmar registro"))
    press(entry, "Confirmar registro")
    says(entry, "quedó confirmado el registro en SIAGIE")
    follow(entry, re.compile("^Contar"))
    check_page(entry)
    write(entry, topics=TOPICS, contact_name="Demo Tutora Brisa", contact_post="Docente tutora")
    press(entry, "Guardar")
    says(entry, "Quedó guardado qué trabaja el aula")
    teacher.goto(pupil_url)
    open_tab(teacher, "IE")
    expect(teacher.get_by_text(TOPICS)).to_be_visible()
    walk.look(teacher)

    teach(teacher, coordinator, pupil_url, tmp_path)
    walking.discharge(coordinator, pupil_url, PUPIL)
    walking.assess(teacher, pupil_url, ENDED_ON.year)  # its last period is now that of the egress
    report_return(walk, pupil_url)
    proofread(walk, coordinator, teacher, pupil_url)
    packet_url = walking.issue(coordinator, pupil_url)

    # The papers reach the school by a link, and it answers for each competency.
    school = stranger(open_page, deliver(coordinator, packet_url))
    check_page(school)
    has_what_was_proofread(walking.pages_of(walking.download_packet(school)))
    press(school, "Acusar recibo")
    says(school, "Quedó registrado que recibió los documentos")
    follow(school, re.compile("^Responder"))
    check_page(school)
    for step in ("certified_on", "registered_on"):
        school.locator(f"[name$=-{step}]").fill(today().isoformat())
    press(school, "Guardar respuesta")
    says(school, "Quedó registrado lo que la IE decidió")
    check_page(school)

    follow_to_the_end(walk, pupil_url)
    saw_it_all(walk.person("ugel"), packet_url)


def communicate(walk: Walk, coordinator: Page, pupil_url: str) -> str:
    """The official communication of art. 10.4 is issued; the address that goes to the school in a message."""
    coordinator.goto(pupil_url)
    open_tab(coordinator, "Documentos")
    follow(coordinator, re.compile("^Emitir (la )?comunicación"))
    walk.look(coordinator)
    press(coordinator, re.compile("^Emitir"))
    expect(coordinator).to_have_url(re.compile(r"/documentos/\d+/$"))
    walk.look(coordinator)
    return deliver(coordinator, coordinator.url, look=walk.look)


def deliver(page: Page, packet_url: str, *, look: walking.Look = walking.no_look) -> str:
    """By message: what is copied holds the link and names nobody."""
    page.goto(packet_url)
    follow(page, "Entregar")
    look(page)
    write(page, name="Demo Tutora Brisa")
    press(page, "Solo preparar el mensaje")
    look(page)
    message = page.locator("#mensaje").input_value()
    assert PUPIL.surname not in message
    press(page, "Ya lo envié")
    found = re.search(r"https?://\S+/documentos/entrega/\S+/", message)
    assert found, message
    return found[0]


def stranger(open_page: OpenPage, address: str) -> Page:
    """Somebody without an account, who knows the pupil's document number."""
    page = open_page("phone")
    page.goto(address)
    expect(page.get_by_text(PUPIL.surname)).to_have_count(0)
    write(page, answer=PUPIL.document)
    press(page, "Abrir documentos")
    expect(page.get_by_role("heading", level=1)).to_contain_text(PUPIL.surname)
    return page


def teach(teacher: Page, coordinator: Page, pupil_url: str, folder: Path) -> None:
    walking.write_plan(teacher, coordinator, pupil_url)
    for day in (PUPIL.started_on, PUPIL.started_on + timedelta(days=1)):
        walking.log_session(teacher, [PUPIL, COMPANION], day)
    walking.keep_work(teacher, pupil_url, walking.make_photos(folder, 1), PUPIL.started_on)


def report_return(walk: Walk, pupil_url: str) -> None:
    """The psychologist writes what family and school are told (art. 14.1)."""
    page = walk.person("psicologa")
    page.goto(pupil_url)
    open_tab(page, "Documentos")
    follow(page, re.compile("informe", re.IGNORECASE))
    write(
        page,
        learning_situation=LEARNING,
        socioemotional_situation="Quiere volver a su aula.",
        recommendations="Más tiempo en lo escrito.",
        told_guardian_on=ENDED_ON,
        written_guardian_on=ENDED_ON,
        told_director_on=ENDED_ON,
        written_director_on=ENDED_ON,
    )
    walk.look(page)
    press(page, re.compile("^Guardar"))
    says(page, "Se guardó el informe de reincorporación")


def proofread(walk: Walk, coordinator: Page, teacher: Page, pupil_url: str) -> None:
    """A second person would write one sentence otherwise; it is accepted, and the rest is read."""
    teacher.goto(pupil_url)
    open_tab(teacher, "Documentos")
    follow(teacher, "Preparar documentos")
    walk.look(teacher)
    teacher.locator("#learning_situation").get_by_role("link", name="Sugerir otra redacción").click()
    write(teacher, proposed=BETTER)
    walk.look(teacher)
    press(teacher, "Guardar sugerencia")
    says(teacher, "Se guardó su sugerencia")
    press(teacher, "Terminé de leer")
    says(teacher, "los textos quedaron como leídos")

    coordinator.goto(teacher.url)
    press(coordinator, "Aceptar")
    says(coordinator, "Se aceptó la sugerencia")
    walk.look(coordinator)


def has_what_was_proofread(pages: list[str]) -> None:
    whole = " ".join(pages)
    assert BETTER in whole
    assert LEARNING not in whole
    assert walking.CONCLUSION in whole
    assert walking.DIAGNOSIS not in whole


def follow_to_the_end(walk: Walk, pupil_url: str) -> None:
    """Plan, an incident with what was done, four milestones; the coordinator closes it as satisfactory."""
    page = walk.person("psicologa")
    page.goto(pupil_url)
    open_tab(page, "Retorno")
    walk.look(page)
    follow(page, "Abrir retorno")
    press(page, "Abrir retorno")
    began_on = ENDED_ON + timedelta(days=3)
    write(page, starts_on=began_on, days_a_week="3", full_from=began_on + timedelta(days=7), agreed_on=began_on)
    write(page, adjustments="Entra media hora después.", contact_name="Demo Tutora Brisa", hopes="Ver a sus amigas.")
    walk.look(page)
    press(page, "Guardar plan")
    says(page, "Se guardó el plan de retorno")
    follow(page, "Registrar incidencia")
    choose(page, kind="NO_ADJUSTMENTS")
    write(page, happened_on=began_on, description="No le dan más tiempo.", guidance="Se acordó con la tutora.")
    write(page, resolved_on=began_on + timedelta(days=2))
    walk.look(page)
    press(page, re.compile("^(Guardar|Registrar) incidencia"))
    says(page, "Se registró la incidencia")
    return_url = page.url
    for day in (7, 30, 60, 90):
        page.goto(f"{return_url}seguimiento/{day}/")
        write(page, done_on=began_on + timedelta(days=day))
        choose(page, way="CALL", progress="WELL")
        press(page, re.compile("^Guardar"))
        says(page, f"Se guardó el seguimiento de los {day} días")
    walk.look(page)
    close(walk.person("coordinadora"), return_url, walk)


def close(coordinator: Page, return_url: str, walk: Walk) -> None:
    coordinator.goto(return_url)
    follow(coordinator, "Cerrar retorno")
    walk.look(coordinator)
    choose(coordinator, outcome="SATISFACTORY")
    press(coordinator, "Cerrar retorno")
    says(coordinator, "Se cerró el retorno")


def saw_it_all(specialist: Page, packet_url: str) -> None:
    """The UGEL specialist reads the papers, who answered, and the return to its end."""
    specialist.goto(packet_url)
    expect(specialist.get_by_text("Reconocido").first).to_be_visible()
    specialist.goto("/documentos/retorno/")
    follow(specialist, re.compile("^Cerrados"))
    follow(specialist, PUPIL.name)
    expect(specialist.get_by_text("Concluyó de manera satisfactoria").first).to_be_visible()
    expect(specialist.get_by_text("No le dan más tiempo.")).to_be_visible()
    expect(specialist.get_by_text("Ver a sus amigas.")).to_have_count(0)


def test_the_days_of_the_walk_are_past() -> None:
    assert date(ENDED_ON.year, 1, 1) <= PUPIL.started_on
    assert ENDED_ON + timedelta(days=93) <= today()
