"""A morning without signal on a phone: the round, the quick log, what waits, and how it arrives exactly once."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.program import Program
from tests.browser.walking import CheckPage, SignIn, Touches

NO_SIGNAL = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to load resource")
KEPT = """async () => {
  const open = indexedDB.open("aula-puente");
  const base = await new Promise((done, fail) => { open.onsuccess = () => done(open.result); open.onerror = fail; });
  const all = (name, ask) => new Promise((done) => {
    const asked = base.transaction(name).objectStore(name)[ask]();
    asked.onsuccess = () => done(asked.result);
  });
  const rows = await all("queue", "getAll");
  const names = await all("kept", "getAllKeys");
  const meta = (await all("kept", "getAll")).filter((one) => one?.contact);
  base.close();
  const plain = JSON.stringify([rows, meta, { ...localStorage }, { ...sessionStorage }]);
  return { names, rows: rows.map(({ id, state, owner }) => ({ id, state, owner })), plain };
}"""


class Device:
    """A phone and what can be done with it."""

    def __init__(self, page: Page, program: Program) -> None:
        self.page, self.program = page, program
        self.context: BrowserContext = page.context
        self.tap = Touches()

    def take_along(self) -> None:
        """Open the round with signal, until it says that it may be used without."""
        self.page.goto("/atencion/")
        expect(self.page.get_by_text("Lista para usarse sin señal")).to_be_visible()

    def lose_signal(self) -> None:
        self.context.set_offline(True)
        self.page.goto("/atencion/")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Ronda sin señal")

    def pupils(self) -> Any:
        return self.page.locator(".bed-row")

    def press(self, name: str | re.Pattern[str]) -> None:
        self.tap(self.page.get_by_role("button", name=name))

    def log(self, *places: int) -> int:
        """Tick those, register with what is offered; how often the finger touched."""
        before = self.tap.count
        for place in places:
            self.tap(self.pupils().nth(place))
        self.press(re.compile("^Registrar sesión con"))
        self.press("Registrar sesión")
        expect(self.page.locator("#avisos")).to_contain_text("Guardado en este equipo")
        return self.tap.count - before

    def queue(self) -> Any:
        self.page.get_by_role("link", name="Por enviar").tap()
        return self.page.locator("[data-entry]")

    def sign_out(self) -> None:
        self.page.goto("/")
        self.page.locator(".menu-user > summary").tap()
        self.page.get_by_role("button", name="Salir").tap()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Ingresar")

    def kept(self) -> dict[str, Any]:
        return self.page.evaluate(KEPT)

    def written(self, ids: list[str]) -> list[int]:
        """How many sessions the database holds of each of these entries."""
        with sqlite3.connect(self.program.folder / "seho.sqlite3") as base:
            ask = "SELECT COUNT(*) FROM attendance_session WHERE client_id = ?"
            return [base.execute(ask, [one.replace("-", "")]).fetchone()[0] for one in ids]


@pytest.fixture
def device(phone: Page, program: Program, watch: Watch) -> Device:
    watch.forgive(*NO_SIGNAL)
    return Device(phone, program)


def test_a_morning_without_signal(
    device: Device, sign_in: SignIn, check_page: CheckPage, open_page: OpenPage, tmp_path: Path
) -> None:
    page, context = device.page, device.context
    sign_in(page, "docente")
    device.take_along()
    names = page.locator(".round tbody th, .round .form-check-label").all_inner_texts()
    device.lose_signal()
    check_page(page)

    # Six together in eight touches, one alone with the reason why not.
    assert device.log(0, 1, 2, 3, 4, 5) <= 8
    before = device.tap.count
    device.tap(device.pupils().nth(6))
    device.press(re.compile("^Registrar sesión con 1$"))
    check_page(page)
    device.tap(page.locator("details.why summary"))
    page.locator("details.why select").select_option(label="Procedimiento o control")
    device.press("Registrar sesión")
    assert device.tap.count - before + 2 <= 6  # opening and choosing in the list count as two
    expect(device.queue()).to_have_count(2)
    check_page(page)
    kept = device.kept()
    ids = [row["id"] for row in kept["rows"]]
    assert [row["state"] for row in kept["rows"]] == ["waiting", "waiting"]
    assert not [name for name in names if name.split(",")[0] in kept["plain"]]
    assert device.written(ids) == [0, 0]

    # The page is closed and comes again, still without signal; meanwhile the session ends.
    page.close()
    device.page = page = context.new_page()
    device.lose_signal()
    expect(device.queue()).to_have_count(2)
    context.clear_cookies()
    context.set_offline(False)
    expect(page.locator("#avisos")).to_contain_text("Su sesión terminó")
    assert device.written(ids) == [0, 0]
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Ingresar").tap()
    other = popup.value
    expect(other.get_by_text("2 registros guardados con llave")).to_be_visible()
    sign_in(other, "docente")
    # Any page of the program sends what waits, and says so.
    expect(other.get_by_text("2 registros que esperaban se enviaron")).to_be_visible()
    other.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    device.take_along()
    expect(page.locator("[data-device-line]")).to_be_hidden()
    assert device.written(ids) == [1, 1]
    assert device.kept()["rows"] == []

    _refused_and_exported(device, check_page, tmp_path)
    _signed_out_and_another_person(device, sign_in)


def _refused_and_exported(device: Device, check_page: CheckPage, folder: Path) -> None:
    """The server is the judge: it says why, the entry stays, is saved to a file and may be corrected."""
    page = device.page
    device.lose_signal()
    device.pupils().nth(0).tap()
    device.press(re.compile("^Registrar sesión con 1$"))
    page.get_by_text("Fecha y tipo").tap()
    page.locator("[name=held_on]").fill("2020-03-02")
    page.locator("[name=evidence]").fill("Leyó un cuento breve.")
    device.press("Registrar sesión")
    device.context.set_offline(False)
    expect(page.locator("#avisos")).to_contain_text("Hay registros por revisar")
    entry = device.queue()
    expect(entry).to_contain_text("No se pudo registrar")
    expect(entry).to_contain_text("Fecha: ")
    expect(entry.get_by_role("button", name="Quitar")).to_have_count(0)
    check_page(page)
    with page.expect_download() as download:
        entry.get_by_role("button", name="Guardar en un archivo").tap()
    file = folder / "registro.txt"
    download.value.save_as(file)
    told = file.read_text()
    assert "Fecha: 02/03/2020" in told
    assert "Leyó un cuento breve." in told
    assert "No se registró porque: Fecha" in told
    expect(entry.get_by_role("button", name="Quitar")).to_be_visible()
    # On every other page a line says that one is left.
    page.goto("/")
    expect(page.get_by_text("1 registro por revisar")).to_be_visible()
    check_page(page)


def _signed_out_and_another_person(device: Device, sign_in: SignIn) -> None:
    """Signing out takes round and key; the entry waits, locked, until its owner comes back."""
    page = device.page
    device.sign_out()
    expect(page.get_by_text("1 registro guardado con llave")).to_be_visible()
    kept = device.kept()
    assert kept["names"] == ["meta"]
    assert "cuento" not in kept["plain"]
    [late] = kept["rows"]
    assert late["state"] == "refused"
    page.goto("/atencion/sin-senal/")
    expect(page.get_by_text("No hay una ronda guardada en este equipo")).to_be_visible()

    sign_in(page, "coordinadora")
    device.take_along()
    page.goto("/atencion/sin-senal/")
    expect(device.queue()).to_have_count(0)
    expect(page.get_by_text("1 registro de otra persona")).to_be_visible()
    device.sign_out()
    sign_in(page, "docente")
    device.take_along()
    page.goto("/atencion/sin-senal/")
    entry = device.queue()
    expect(entry).to_contain_text("No se pudo registrar")
    entry.get_by_role("button", name="Corregir").tap()
    expect(page.locator("[name=evidence]")).to_have_value("Leyó un cuento breve.")
    page.locator("[name=held_on]").fill(page.locator("[name=held_on]").get_attribute("max") or "")
    device.press("Guardar corrección")
    expect(page.locator("#avisos")).to_contain_text("1 registro enviado")
    expect(page.get_by_text("Nada espera")).to_be_visible()
    assert device.written([late["id"]]) == [1]
    assert device.kept()["rows"] == []


def test_the_form_a_conflict_and_the_seven_days(
    device: Device, sign_in: SignIn, check_page: CheckPage, open_page: OpenPage
) -> None:
    page = device.page
    sign_in(page, "voluntaria")
    device.take_along()
    page.goto("/atencion/sin-senal/")
    expect(device.pupils().first).to_be_visible()
    hers = device.pupils().count()

    # The form of the session, opened with signal and sent without: noticed by the page, or only by the worker.
    for is_noticed in (True, False):
        entry = _open_form(page)
        device.context.set_offline(True)
        if not is_noticed:
            page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
        page.get_by_role("button", name="Registrar sesión").tap()
        expect(page.get_by_role("heading", level=1)).to_have_text("Por enviar")
        expect(page.locator(f"[data-entry='{entry}']")).to_contain_text("Por enviar")
        device.context.set_offline(False)
        expect(page.get_by_text("Nada espera")).to_be_visible()
        assert device.written([entry]) == [1]

    # The record says otherwise: both values are shown, and the person chooses.
    entry = _open_form(page)
    device.context.set_offline(True)
    page.get_by_role("button", name="Registrar sesión").tap()
    expect(page.locator(f"[data-entry='{entry}']")).to_be_visible()
    _log_and_correct_elsewhere(open_page, sign_in, entry)
    device.context.set_offline(False)
    card = page.locator(f"[data-entry='{entry}']")
    expect(card).to_contain_text("Hay dos versiones")
    expect(card.get_by_role("row", name="Minutos")).to_contain_text("25")
    check_page(page)
    card.get_by_role("button", name="Poner lo de este equipo").tap()
    expect(page.get_by_text("Nada espera")).to_be_visible()
    assert device.written([entry]) == [1]

    # Eight days without signal: the round is gone, what waits stays locked.
    device.take_along()
    device.lose_signal()
    assert device.pupils().count() == hers
    device.log(0)
    page.clock.set_fixed_time(datetime.now(tz=UTC) + timedelta(days=8))
    page.reload()
    expect(page.get_by_text("No hay una ronda guardada en este equipo")).to_be_visible()
    check_page(page)
    kept = device.kept()
    assert kept["names"] == ["meta"]
    assert len(kept["rows"]) == 1


def _open_form(page: Page) -> str:
    """For the first pupil of the round; the identifier that the entry is born with."""
    page.goto("/atencion/")
    page.locator(".round [name=estudiante]").first.check()
    page.get_by_role("button", name=re.compile("^Registrar sesión con 1$")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Registrar sesión")
    page.evaluate("navigator.serviceWorker.ready")
    return page.locator("[name=client_id]").input_value()


def _log_and_correct_elsewhere(open_page: OpenPage, sign_in: SignIn, entry: str) -> None:
    """The same entry, from another device, with other minutes, and corrected there since."""
    other = open_page("desktop")
    sign_in(other, "voluntaria")
    _open_form_at_desk(other)
    other.locator("[name=client_id]").evaluate("(field, value) => { field.value = value; }", entry)
    other.locator("[name=minutes]").fill("20")
    other.get_by_role("button", name="Registrar sesión").click()
    expect(other.locator("#avisos")).to_contain_text("Se registró la sesión")
    other.goto("/atencion/sesiones/")
    other.locator("#contenido tbody a").first.click()
    other.get_by_role("link", name="Corregir").click()
    other.locator("[name=minutes]").fill("25")
    other.get_by_role("button", name="Guardar corrección").click()
    expect(other.locator("#avisos")).to_contain_text("Se corrigió la sesión")


def _open_form_at_desk(page: Page) -> None:
    page.goto("/atencion/")
    page.locator(".round [name=estudiante]").first.check()
    page.get_by_role("button", name=re.compile("^Registrar sesión con 1$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Registrar sesión")
