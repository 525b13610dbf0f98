"""What the scripts of every page do for those who work with it, on pages made from the templates alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django import forms
from django.contrib.messages import WARNING
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Locator, Page, Request, Route, expect

from seho.accounts.enums import Role
from seho.accounts.models import User
from seho.accounts.templatetags import ui
from tests.browser.conftest import OpenPage, Watch
from tests.browser.program import ROOT, Program
from tests.look import LEAST, include, parts, person, render

STATIC = ROOT / "static"
PAGES = {path.stem: path.read_text() for path in (ROOT / "tests/browser/pages").glob("*.html")}
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)

CheckPage = Callable[[Page], None]


@dataclass
class Site:
    """Pages of our own in the place of the program's, with the real static files and the real policy."""

    page: Page
    host: str
    pages: dict[str, Callable[[str], str]] = field(default_factory=dict)  # by path, of path and query
    posts: list[Request] = field(default_factory=list)
    alive: bool = True
    after: Callable[[str], str] = lambda _: render(PAGES["list"])  # what answers a form

    def __post_init__(self) -> None:
        self.page.route(f"{self.host}/**", self.answer)

    def answer(self, route: Route) -> None:
        request = route.request
        address = request.url.removeprefix(self.host)
        path = address.split("?")[0]
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path == ui.url_or_empty("accounts:session"):
            route.fulfill(status=200 if self.alive else 401, json={})
        elif request.method == "POST":
            self.posts.append(request)
            self.fulfill(route, self.after(address))
        else:
            self.fulfill(route, self.pages[path](address))

    def fulfill(self, route: Route, html: str) -> None:
        headers = {"Content-Security-Policy": POLICY}
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

    def show(self, name: str = "form", *, query: str = "", **context: Any) -> Page:
        self.put(name, **context)
        self.page.goto(f"{self.host}/{query}")
        return self.page

    def put(self, name: str = "form", *, user: User | None = None, **context: Any) -> None:
        """What the first page will show from now on."""
        self.pages["/"] = lambda address: render(PAGES[name], user=user, path=address, **context)


class PhotoForm(forms.Form):
    class Many(forms.FileInput):
        allow_multiple_selected = True

    photos = forms.FileField(label="Fotos", widget=Many(attrs={"multiple": True}))


def somebody_else() -> User:
    other = person(Role.TEACHER)
    other.pk = 8
    return other


@pytest.fixture
def site(open_page: OpenPage, program: Program) -> Site:
    return Site(open_page("desktop"), program.url)


def has_answered(page: Page, heading: str = "Lista") -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def has_drafts(page: Page, number: int) -> None:
    """Soon: they are sealed in the background. (`wait_for_function` needs eval, which the policy forbids.)"""
    keys = "Object.keys(sessionStorage).filter((key) => key.startsWith('draft')).length"
    for _ in range(50):
        if (found := page.evaluate(keys)) == number:
            return
        page.wait_for_timeout(100)
    assert found == number


def write_draft(page: Page) -> None:
    page.fill("#name", "Ana Lucía")
    expect(page.locator("[data-draft-status]")).to_contain_text("Borrador guardado")


# --- The components as they are seen ---------------------------------------------------------------

WRAPPED = {
    "due_item": '<ul class="due-list"><li>{}</li></ul>',
    "figure": '<ul class="figures"><li>{}</li></ul>',
}
ELSEWHERE = {"combo_scripts", "field_error", "icon", "page_header", "person_head", "_actions"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_the_components(
    chromium: Browser, program: Program, watch: Watch, check_page: CheckPage, width: int, scheme: Any
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    watch.follow(context)
    site = Site(context.new_page(), program.url)
    pieces = [WRAPPED.get(name, "{}").format(include(name)) for name in LEAST if name not in ELSEWHERE]
    source = PAGES["showcase"].replace("<!-- the components -->", "\n".join(pieces))
    shown = {"states": [*ui.STATE_ICONS, "type"], "notices": ["info", "warning", "danger", "success"]}
    site.pages["/"] = lambda _: render(source, **parts(), **shown)
    site.page.goto(program.url)
    site.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    check_page(site.page)
    context.close()


# --- Forms ---------------------------------------------------------------------------------------------


def test_a_form_is_sent_once_and_with_a_key(site: Site) -> None:
    page = site.show()
    page.locator("[data-draft]").evaluate("(form) => { form.requestSubmit(); form.requestSubmit(); }")
    has_answered(page)
    assert len(site.posts) == 1
    assert re.search(r"client_id=[0-9a-f-]{36}&", site.posts[0].post_data or "")


def test_a_number_is_checked_while_one_types(site: Site) -> None:
    page = site.show()
    page.fill("#dni", "1234")
    page.locator("#dni").blur()
    expect(page.get_by_text("El DNI tiene 8 dígitos.")).to_be_visible()
    page.fill("#dni", "12345678")
    expect(page.get_by_text("El DNI tiene 8 dígitos.")).to_have_count(0)


def test_photos_of_several_shots_add_up(site: Site) -> None:
    page = site.show("photos", form=PhotoForm())
    for name in ("una.txt", "dos.txt"):
        page.set_input_files("#id_photos", {"name": name, "mimeType": "text/plain", "buffer": b"x"})
    names = "[...document.getElementById('id_photos').files].map((file) => file.name)"
    assert page.evaluate(names) == ["una.txt", "dos.txt"]
    page.get_by_role("button", name="Quitar una.txt").click()
    assert page.evaluate(names) == ["dos.txt"]


def test_a_school_is_found_among_many_and_kept_in_the_draft(site: Site, check_page: CheckPage) -> None:
    asked = []

    def schools(route: Route) -> None:
        asked.append(route.request.url)
        found = {"value": "9", "text": "IE 40158 El Gran Amauta", "detail": "Cayma, Arequipa"}
        route.fulfill(json={"results": [found]})

    site.page.route("**/escuelas/*", schools)
    page = site.show("school")
    page.get_by_role("combobox", name="IE de procedencia").press_sequentially("gran am", delay=20)
    page.get_by_role("option", name="El Gran Amauta").click()
    assert asked[-1].endswith("?q=gran+am")
    assert page.input_value("#ie") == "9"
    has_drafts(page, 1)
    page.reload()
    expect(page.locator(".ts-control .item")).to_have_text("IE 40158 El Gran Amauta")
    check_page(page)


# --- Drafts ----------------------------------------------------------------------------------------------


def test_a_draft_comes_back_and_goes_when_it_was_sent(site: Site) -> None:
    page = site.show()
    page.select_option("#kind", "dni")
    page.check("[value=d]")
    write_draft(page)
    key = page.input_value("[name=client_id]")
    assert "Ana" not in page.evaluate("sessionStorage.getItem('draft:registro')")

    page.reload()
    expect(page.locator("#name")).to_have_value("Ana Lucía")
    expect(page.locator("#kind")).to_have_value("dni")
    expect(page.locator("[value=d]")).to_be_checked()
    expect(page.locator("[data-draft-status]")).to_contain_text("Se recuperó su borrador")
    assert page.input_value("[name=client_id]") == key

    page.get_by_role("button", name="Guardar").click()
    has_answered(page)
    has_drafts(page, 0)


def test_a_draft_can_be_thrown_away(site: Site) -> None:
    page = site.show()
    write_draft(page)
    page.reload()
    page.get_by_role("button", name="Descartar").click()
    expect(page.locator("#name")).to_have_value("")
    has_drafts(page, 0)


def test_a_draft_stays_when_the_program_failed(site: Site) -> None:
    page = site.show()
    write_draft(page)
    site.after = lambda _: render_to_string("500.html")
    page.get_by_role("button", name="Guardar").click()
    has_answered(page, "Algo falló en el programa")
    has_drafts(page, 1)
    page.goto(f"{site.host}/")
    expect(page.locator("#name")).to_have_value("Ana Lucía")


def test_a_draft_older_than_the_record_is_offered_not_put(site: Site) -> None:
    page = site.show()
    write_draft(page)
    site.put(typed="Luz")
    page.reload()
    expect(page.locator("[data-draft-status]")).to_contain_text("anterior a los últimos cambios")
    expect(page.locator("#name")).to_have_value("Luz")
    page.get_by_role("button", name="Recuperar").click()
    expect(page.locator("#name")).to_have_value("Ana Lucía")


@pytest.mark.parametrize("secure", [True, False], ids=["sealed", "without https"])
def test_the_next_person_finds_no_draft(open_page: OpenPage, program: Program, watch: Watch, *, secure: bool) -> None:
    watch.forgive("http://look.test")
    site = Site(open_page("desktop"), program.url if secure else "http://look.test")
    page = site.show()
    write_draft(page)
    site.put(user=somebody_else())
    page.reload()
    has_drafts(page, 0)
    expect(page.locator("#name")).to_have_value("")


def test_signing_out_wipes_the_drafts(site: Site) -> None:
    page = site.show()
    write_draft(page)
    site.after = lambda _: render_to_string("404.html")
    page.locator(".menu-user > summary").click()
    page.get_by_role("button", name="Salir").click()
    has_answered(page, "No encontramos esta página")
    has_drafts(page, 0)


# --- Sessions ----------------------------------------------------------------------------------------------


def test_a_session_that_ended_keeps_the_form_and_goes_on(site: Site, watch: Watch) -> None:
    watch.forgive("401")
    site.page.clock.install()
    page = site.show()
    page.fill("#name", "Ana")
    site.alive = False
    page.clock.fast_forward("06:00")
    page.get_by_role("button", name="Guardar").click()
    window = page.get_by_role("dialog", name="Su sesión terminó")
    expect(window).to_be_visible()
    assert site.posts == []
    page.get_by_role("button", name="Ya ingresé").click()
    expect(window.get_by_text("Todavía no ha ingresado")).to_be_visible()

    site.alive = True
    old_token = page.input_value("[data-draft] [name=csrfmiddlewaretoken]")
    page.get_by_role("button", name="Ya ingresé").click()
    expect(window).to_be_hidden()
    assert page.input_value("[data-draft] [name=csrfmiddlewaretoken]") != old_token
    page.get_by_role("button", name="Guardar").click()
    has_answered(page)
    assert "name=Ana" in (site.posts[0].post_data or "")


def test_somebody_else_who_signed_in_does_not_take_over_the_form(site: Site, watch: Watch) -> None:
    watch.forgive("401")
    site.page.clock.install()
    page = site.show()
    site.alive = False
    page.clock.fast_forward("06:00")
    page.get_by_role("button", name="Guardar").click()
    expect(page.get_by_role("dialog", name="Su sesión terminó")).to_be_visible()
    site.alive = True
    site.put(user=somebody_else())
    page.get_by_role("button", name="Ya ingresé").click()
    expect(page.get_by_text("o ingresó otra persona")).to_be_visible()
    assert site.posts == []


def test_an_idle_session_warns_and_then_ends_with_the_draft_kept(site: Site) -> None:
    site.page.clock.install()
    site.after = lambda _: render_to_string("404.html")
    page = site.show(idle_minutes=3)
    page.fill("#name", "Ana")
    page.clock.run_for(2_000)
    expect(page.locator("[data-draft-status]")).to_contain_text("Borrador guardado")
    page.clock.run_for(125_000)
    window = page.get_by_role("dialog", name="¿Sigue usted aquí?")
    expect(window).to_be_visible()
    page.get_by_role("button", name="Seguir trabajando").click()
    page.clock.run_for(100_000)
    expect(window).to_be_hidden()
    page.clock.run_for(90_000)
    has_answered(page, "No encontramos esta página")
    assert site.posts[0].url == site.host + ui.url_or_empty("account_logout")
    assert "Ana" not in page.evaluate("sessionStorage.getItem('draft:registro')")


# --- Every page -------------------------------------------------------------------------------------


def test_keys_search_and_help_until_they_are_turned_off(site: Site) -> None:
    page = site.show()
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("/?")
    expect(page.locator("[data-search]")).to_have_value("/?")
    page.locator("h1").click()
    page.keyboard.press("?")
    window = page.get_by_role("dialog", name="Teclas")
    expect(window).to_be_visible()
    page.get_by_label("No usar las teclas").check()
    page.keyboard.press("Escape")
    expect(window).to_be_hidden()
    page.reload()
    page.keyboard.press("?")
    expect(window).to_be_hidden()


def test_the_theme_that_was_chosen_stands_before_the_first_paint(site: Site) -> None:
    page = site.show()
    page.locator(".menu-user > summary").click()
    page.get_by_role("button", name="Oscuro").click()
    page.reload(wait_until="commit")
    page.wait_for_selector("body", state="attached")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.locator(".menu-user > summary").click()
    expect(page.get_by_role("button", name="Oscuro")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 24, 26)"
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Salir")).to_be_hidden()


def test_a_list_changes_while_one_types_and_keeps_the_filters(site: Site) -> None:
    page = site.show("list", query="?tipo=B")
    page.get_by_role("searchbox", name="Buscar").press_sequentially("qui", delay=20)
    expect(page.locator("#lista")).to_have_text("tipo=B&q=qui")
    assert page.url.endswith("/?tipo=B&q=qui")
    expect(page.get_by_role("searchbox", name="Buscar")).to_be_focused()


def test_a_message_stays_with_its_undo_until_it_is_closed(site: Site) -> None:
    site.page.clock.install()
    page = site.show(notes=["Se retiró."])
    page.clock.run_for(20_000)
    expect(page.get_by_role("button", name="Deshacer")).to_be_visible()
    page.get_by_role("button", name="Cerrar aviso").click()
    expect(page.get_by_text("Se retiró.")).to_have_count(0)


MISSING = Message(WARNING, "Falta la autorización de imagen de la familia de A. Q.")


def box_of(locator: Locator) -> tuple[float, float]:
    """Where it stands on the screen: top and bottom."""
    box = locator.bounding_box()
    assert box is not None
    return box["y"], box["y"] + box["height"]


@pytest.mark.parametrize("warnings", [1, 3])
def test_a_warning_covers_neither_the_act_nor_the_last_field(
    open_page: OpenPage, program: Program, warnings: int
) -> None:
    site = Site(open_page("phone"), program.url)
    page = site.show("long_form", fields=range(1, 31), messages=[MISSING] * warnings)
    notice, act, last = page.locator("#avisos"), page.get_by_role("button", name="Guardar"), page.locator("#field-30")
    expect(page.locator(".toast-note")).to_have_count(warnings)
    expect(page.locator(".toast-note").first).to_be_visible()
    for scroll in (0, 400, 100_000):
        page.evaluate(f"scrollTo(0, {scroll})")
        page.wait_for_timeout(100)
        assert box_of(act)[1] <= box_of(notice)[0]
    assert box_of(last)[1] <= box_of(act)[0]
    act.click(timeout=2_000)
    has_answered(page)


def test_without_scripts_a_message_stands_above_what_it_is_about(open_page: OpenPage, program: Program) -> None:
    site = Site(open_page("phone", java_script=False), program.url)
    page = site.show("long_form", fields=range(1, 31), messages=[MISSING])
    assert box_of(page.locator(".toast-note"))[1] <= box_of(page.get_by_role("heading", level=1))[0]


def test_htmx_sends_the_token_and_what_failed_is_said(site: Site, watch: Watch) -> None:
    watch.forgive("500", "401", "Response Status Error Code")
    sent: list[Request] = []
    answers = iter([200, 500, 401])

    def part(route: Route) -> None:
        sent.append(route.request)
        route.fulfill(status=next(answers), body='<p id="part">Hecho</p>', content_type="text/html")

    site.page.route("**/parte/", part)
    page = site.show()
    change = page.get_by_role("button", name="Cambiar")
    change.click()
    expect(page.locator("#part")).to_have_text("Hecho")
    assert sent[0].headers["x-csrftoken"] == page.input_value("[data-draft] [name=csrfmiddlewaretoken]")
    change.click()
    expect(page.get_by_text("Algo falló en el programa.")).to_be_visible()
    change.click()
    expect(page.get_by_role("dialog", name="Su sesión terminó")).to_be_visible()
