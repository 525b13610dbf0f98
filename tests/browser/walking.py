"""The steps of the walk: what the people of a service, a school and a UGEL do with the program, one function each.

Steps work at both sizes, with and without JavaScript; `Walk` opens the pages of each person and looks at every
page twice, at its own size and at the other one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from seho.text import plural
from tests.browser.conftest import OpenPage

# Whatever is said of health, or of the ward, may not come out of the service: no paper may hold these.
DIAGNOSIS = "Fractura de demostración 7731"
WARD = "Sala Canario 7731"
CONCLUSION = "Explica con sus palabras lo que leyó y pide otro cuento."
SCHOOL = "IE Demo «La Quinua» de Arequipa"
# The head of each paper, with its number behind it; nothing else on the papers is written so.
CONSTANCY = "CONSTANCIA DE ASISTENCIA Y PARTICIPACIÓN N.°"
PORTFOLIO = "PORTAFOLIO de la o el estudiante-paciente N.°"
REPORT = "INFORME DE PROGRESO N.°"
PLAN = "PLAN EDUCATIVO PERSONALIZADO N.°"
PAPERS = (CONSTANCY, PORTFOLIO, REPORT, PLAN)
LEVEL = "Logro esperado"

SignIn = Callable[[Page, str], None]
CheckPage = Callable[[Page], None]


# --- Who is walked with -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pupil:
    """An invented pupil of the school «La Quinua»; `days` in the SEHO, until `ended_on`."""

    number: int
    surname: str
    given_names: str
    days: int
    ended_on: date

    @property
    def started_on(self) -> date:
        return self.ended_on - timedelta(days=self.days - 1)

    @property
    def document(self) -> str:
        return f"{7_000 + self.number:08d}"

    @property
    def born_on(self) -> date:
        return date(self.started_on.year - 10, self.number % 12 + 1, self.number % 27 + 1)

    @property
    def name(self) -> str:
        return f"Demo {self.surname}, {self.given_names}"


def last_day(today: date) -> date:
    """A day by which 95 days lie within the classes of one year: today, or the 20 November before it.

    The days of art. 13.5 are those of one academic window, and the levels of 31 to 90 days ask for days of
    classes (R15): in summer no stay that ends today has them.
    """
    if date(today.year, 6, 25) <= today <= date(today.year, 12, 10):
        return today
    return date(today.year if today.month == 12 else today.year - 1, 11, 20)


# --- How their pages are opened and looked at -------------------------------------------------------------


@dataclass
class Walk:
    """The people of a walk, each with a page of their own at `size`."""

    open_page: OpenPage
    sign_in: SignIn
    check_page: CheckPage
    size: str = "desktop"
    java_script: bool = True
    pages: dict[str, Page] = field(default_factory=dict)
    others: dict[str, Page] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def person(self, account: str) -> Page:
        if account not in self.pages:
            self.pages[account] = self.open_page(self.size, java_script=self.java_script)
            self.sign_in(self.pages[account], account)
        return self.pages[account]

    def look(self, page: Page) -> None:
        """The page as it stands, and its address at the other size: axe-core finds nothing, and it fits."""
        self.check_page(page)
        account = next(account for account, one in self.pages.items() if one is page)
        key = f"{account} {re.sub('[0-9a-f-]{8,}|[0-9]+', '#', page.url)}"
        if key not in self.seen:
            self.seen.add(key)
            self.check_page(self._at_the_other_size(account, page))

    def _at_the_other_size(self, account: str, page: Page) -> Page:
        if account not in self.others:
            self.others[account] = self.open_page("desktop" if self.size == "phone" else "phone")
        other = self.others[account]
        other.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
        other.goto(page.url)
        return other


class Touches:
    """A finger that counts."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, target: Locator) -> None:
        self.count += 1
        target.tap()


def no_look(page: Page) -> None:
    """For steps whose pages another walk looks at."""


Look = Callable[[Page], None]


# --- Fields and buttons -----------------------------------------------------------------------------------


def write(page: Page, **values: str | date) -> None:
    for name, value in values.items():
        text = value.isoformat() if isinstance(value, date) else value
        page.locator(f"[name={name}]:not([type=hidden])").fill(text)


def choose(page: Page, **values: str) -> None:
    """Touch the words of a radio or a tick box, as a person does."""
    for name, value in values.items():
        mark = page.locator(f"input[name={name}][value='{value}']")
        page.locator(f"label[for='{mark.get_attribute('id')}']").click()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.locator("#contenido").get_by_role("button", name=name).click()
    page.wait_for_load_state()  # a click waits until the next page begins to come, not until it is there


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.locator("#contenido").get_by_role("link", name=name).first.click()
    page.wait_for_load_state()


def open_tab(page: Page, name: str) -> None:
    """Until the tab says that it is the one: what is counted next is of the page that was asked for."""
    tab = page.get_by_role("navigation", name="Partes del expediente").get_by_role("link", name=name)
    tab.click()
    expect(tab).to_have_attribute("aria-current", "page")


def says(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.locator("#avisos").get_by_text(text).first).to_be_visible()


# --- Files ------------------------------------------------------------------------------------------------


def make_photos(folder: Path, count: int) -> list[Path]:
    """Drawings of a size that a telephone makes, each another one."""
    made = []
    for number in range(count):
        picture = Image.new("RGB", (1600, 1200), (250, 246, 236))
        draw = ImageDraw.Draw(picture)
        for ring in range(8):
            at = 80 + 90 * ring + 30 * number
            draw.ellipse((at, at // 2, at + 420, at // 2 + 420), outline=(20 * ring, 90, 140 - 9 * ring), width=16)
        made.append(folder / f"dibujo-{number + 1}.jpg")
        picture.save(made[-1], "JPEG", quality=80)
    return made


def pages_of(content: bytes) -> list[str]:
    """The text of each page of a PDF, with its spaces made one."""
    reader = PdfReader(BytesIO(content))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


# --- The coordinator registers ----------------------------------------------------------------------------


def search_first(page: Page, pupil: Pupil) -> None:
    """The first step of the registration, from the list of pupils."""
    page.goto("/estudiantes/registrar/")
    write(
        page,
        document_number=pupil.document,
        paternal_surname="Demo",
        maternal_surname=pupil.surname,
        given_names=pupil.given_names,
        birth_date=pupil.born_on,
    )
    press(page, "Buscar")


def register(page: Page, pupil: Pupil, *, scan: Path | None = None, look: Look = no_look) -> str:
    """The whole guided form, section by section; the address of the pupil's page."""
    search_first(page, pupil)
    expect(page.get_by_role("heading", level=1)).to_have_text("Estudiante")
    look(page)
    choose(page, sex="F")
    page.locator("[name=mother_tongue]").select_option(label="Castellano")
    press(page, "Guardar y continuar")

    expect(page.get_by_role("heading", level=1)).to_have_text("Familia")
    look(page)
    choose(page, relationship="MOTHER")
    write(page, full_name=f"Demo Madre {pupil.surname}", document_number=f"{8_000 + pupil.number:08d}")
    press(page, "Guardar y continuar")

    authorise(page, pupil, scan=scan, look=look)
    accredit(page, pupil, scan=scan, look=look)

    expect(page.get_by_role("heading", level=1)).to_have_text("Estancia")
    write(page, ward=WARD, starts_on=pupil.started_on, estimated_days="40", registered_on=pupil.started_on)
    look(page)
    press(page, "Guardar y continuar")

    expect(page.get_by_role("heading", level=1)).to_have_text("Matrícula")
    look(page)
    find_school(page)
    page.locator("[name=school_grade]").select_option(label="4.º de primaria")
    write(page, section="B", tutor_name="Demo Tutora Brisa")
    press(page, "Guardar y continuar")

    expect(page.get_by_text("Resumen del registro")).to_be_visible()
    look(page)
    press(page, "Registrar en el SEHO")
    expect(page).to_have_url(re.compile(r"/estudiantes/\d+/$"))
    says(page, "Se registró")
    look(page)
    return page.url


def authorise(page: Page, pupil: Pupil, *, scan: Path | None, look: Look) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Autorización")
    write(page, decided_on=pupil.started_on)
    choose(page, entry="yes", health_data="yes", images="yes", home_visits="yes", virtual="no")
    if scan:
        page.locator("[name=authorization_scan]").set_input_files(scan)
    look(page)
    press(page, "Guardar y continuar")


def accredit(page: Page, pupil: Pupil, *, scan: Path | None, look: Look) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Acreditación")
    choose(page, kind="HOSPITALIZATION")
    write(page, issued_on=pupil.started_on, diagnosis=DIAGNOSIS, care_notes="Se cansa: sesiones cortas.")
    if scan:
        page.locator("[name=accreditation_scan]").set_input_files(scan)
    look(page)
    press(page, "Guardar y continuar")


def find_school(page: Page) -> None:
    """By its name: among the answers of the box that searches, or of the button that works without script."""
    page.locator(".ts-control, [name=school_query]").wait_for()
    if page.locator(".ts-control").count():
        page.locator(".ts-control input").press_sequentially("la quinua", delay=20)
        page.locator(".ts-dropdown [role=option]", has_text=SCHOOL).click()
        return
    write(page, school_query="la quinua")
    press(page, "Buscar IE")
    page.locator(".form-check-label", has_text=SCHOOL).click()


# --- The teacher plans, logs, assesses, keeps -------------------------------------------------------------


def write_plan(page: Page, approver: Page, pupil_url: str, *, look: Look = no_look) -> None:
    """Two competencies with a purpose, an adaptation of each kind; sent, and approved by the coordinator."""
    page.goto(pupil_url)
    open_tab(page, "Plan")
    look(page)
    press(page, "Escribir el plan")
    goals = page.locator("[name=competencies]")
    for number in (0, 1):
        page.locator(f"label[for='{goals.nth(number).get_attribute('id')}']").click()
    for code in ("C_LARGE", "E_ORAL"):
        page.locator(f"label[for=tick-{code}]").click()
    write(page, purpose="Leer y comprender cuentos breves.")
    look(page)
    press(page, "Guardar y enviar a aprobación")
    says(page, "Se envió el plan a aprobación")
    look(page)
    approver.goto(pupil_url)
    open_tab(approver, "Plan")
    follow(approver, "Leer y aprobar")
    look(approver)
    press(approver, "Aprobar y poner en vigencia")
    says(approver, "El plan está vigente")
    look(approver)


def log_session(page: Page, pupils: Sequence[Pupil], held_on: date, *, look: Look = no_look) -> None:
    """From the round: the pupils are ticked there, the day is written, the rest stays as it is offered."""
    page.goto("/atencion/")
    look(page)
    for pupil in pupils:
        page.locator("#contenido").get_by_label(pupil.name, exact=True).check()
    press(page, re.compile("^Registrar sesión con"))
    for pupil in pupils:
        expect(page.get_by_role("checkbox", name=re.compile(f"^{re.escape(pupil.name)}"))).to_be_checked()
    write(page, held_on=held_on)
    look(page)
    press(page, "Registrar sesión")
    says(page, f"Se registró la sesión con {plural(len(pupils), 'estudiante', 'estudiantes')}")


def assess(page: Page, pupil_url: str, year: int, *, look: Look = no_look) -> None:
    """The last period of that year: one competency of the plan reached, the other one not evaluated."""
    page.goto(pupil_url)
    open_tab(page, "Evaluación")
    periods = page.get_by_role("navigation", name="Periodo").get_by_role("link", name=str(year))
    if periods.count():
        periods.last.click()
    look(page)
    rows = page.locator("#contenido fieldset")
    choose_level(rows.nth(0), "A")
    rows.nth(0).locator("textarea").fill(CONCLUSION)
    choose_level(rows.nth(1), "NE")
    reason = rows.nth(1).locator("details.why", has=page.locator("select"))
    if reason.get_attribute("open") is None:
        reason.locator("summary").click()
    reason.locator("select").select_option(index=1)
    press(page, "Guardar evaluación")
    says(page, re.compile("2 competencias"))
    look(page)


def choose_level(row: Locator, level: str) -> None:
    row.locator(".levels label", has=row.page.locator(f"input[value={level}]")).click()


def keep_work(page: Page, pupil_url: str, photos: Sequence[Path], made_on: date, *, look: Look = no_look) -> None:
    """One work of several photos, all chosen at once."""
    page.goto(pupil_url)
    open_tab(page, "Portafolio")
    look(page)
    follow(page, "Agregar trabajo")
    choose_files(page, photos)
    write(page, title="Mi cuento del cóndor", made_on=made_on)
    look(page)
    press(page, "Guardar trabajo")
    says(page, "Se guardó el trabajo")
    expect(page.locator(".work-photos img")).to_have_count(len(photos))
    look(page)


def choose_files(page: Page, files: Sequence[Path]) -> None:
    """The files of a work: each is sent as soon as it is chosen, or with the form where no script runs."""
    page.wait_for_load_state()
    sent = page.locator("[data-pick][multiple]")
    with_form = page.locator("[name=files]")
    (with_form if with_form.count() else sent).set_input_files(files)


# --- The coordinator lets go and issues -------------------------------------------------------------------


def discharge(page: Page, pupil_url: str, pupil: Pupil, *, look: Look = no_look) -> None:
    page.goto(pupil_url)
    open_tab(page, "Salud y estancias")
    look(page)
    follow(page, "Registrar alta")
    write(page, ends_on=pupil.ended_on)
    look(page)
    press(page, "Registrar alta")
    says(page, f"Se registró el alta: {pupil.days} días en el SEHO")
    look(page)


def issue(page: Page, pupil_url: str, *, look: Look = no_look) -> str:
    """See what is due, read the draft, issue; the address of the packet."""
    page.goto(pupil_url)
    open_tab(page, "Documentos")
    look(page)
    with page.expect_download() as draft:
        follow(page, "Descargar borrador")
    assert all("BORRADOR" in text for text in pages_of(Path(draft.value.path()).read_bytes()))
    follow(page, "Emitir documentos")
    look(page)
    press(page, "Emitir documentos")
    expect(page).to_have_url(re.compile(r"/documentos/\d+/$"))
    look(page)
    return page.url


# --- The school answers -----------------------------------------------------------------------------------


def download_packet(page: Page) -> bytes:
    with page.expect_download() as download:
        follow(page, "Descargar todo")
    return Path(download.value.path()).read_bytes()


def acknowledge(page: Page) -> None:
    write(page, note="Recibido en mesa de partes.")
    press(page, "Acusar recibo")
    expect(page.get_by_text("Recibidos por la IE el")).to_be_visible()


def recognise(page: Page, *, look: Look = no_look) -> None:
    follow(page, "Responder")
    look(page)
    press(page, "Guardar respuesta")
    expect(page.get_by_text("La IE respondió sobre el reconocimiento")).to_be_visible()
    look(page)
