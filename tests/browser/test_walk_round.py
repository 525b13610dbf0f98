"""A round with one thumb: the ward, what to mind, the session of six in eight touches, taken back and restored."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walking
from tests.browser.walking import CheckPage, SignIn, Touches

_SAVE = re.compile("^Registrar sesión$")
_ON = re.compile("^Registrar sesión con")
# Whatever is touched is as large as a thumb: boxes with their labels, buttons, what opens, links that stand alone.
_TOO_SMALL = """() => [...document.querySelectorAll(
  "#contenido .form-check, #contenido button, #contenido summary, #contenido .btn, #contenido .round-open"
)].filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.9).map((one) => one.outerHTML)"""


def test_usual_sessions_take_few_touches_and_no_typing(
    phone: Page, sign_in: SignIn, check_page: CheckPage, record_property: pytest.RecordProperty
) -> None:
    """Space, minutes, competency and day are offered as they were the last time; nothing is typed."""
    sign_in(phone, "docente")
    phone.goto("/atencion/")
    check_page(phone)
    assert phone.evaluate(_TOO_SMALL) == []
    typed: list[str] = []
    phone.expose_function("heard", lambda key: typed.append(key))
    phone.add_init_script("addEventListener('keydown', (event) => heard(event.key), true)")
    phone.reload()

    six, labels = Touches(), phone.locator(".round-row .form-check-label")
    for number in range(6):
        six(labels.nth(number))
    six(phone.locator("#contenido").get_by_role("button", name="Registrar sesión con 6"))
    expect(phone.locator("[name=pupils]:checked")).to_have_count(6)
    six(phone.locator("#contenido").get_by_role("button", name=_SAVE))
    walking.says(phone, "Se registró la sesión con 6 estudiantes")

    phone.locator("#avisos").get_by_role("button", name="Deshacer").tap()
    walking.says(phone, "Se deshizo")

    one = Touches()
    one(labels.nth(2))
    one(phone.locator("#contenido").get_by_role("button", name="Registrar sesión con 1"))
    expect(phone.locator("[name=pupils]:checked")).to_have_count(1)
    check_page(phone)
    assert phone.evaluate(_TOO_SMALL) == []
    one(phone.get_by_role("button", name="20", exact=True))
    expect(phone.locator("[name=minutes]")).to_have_value("20")
    one(phone.locator("#contenido").get_by_role("button", name=_SAVE))
    walking.says(phone, "Se registró la sesión con 1 estudiante")

    assert typed == []
    record_property("Touches for a session of six from the round", six.count)
    record_property("Touches for a session of one from the round, with other minutes", one.count)
    assert six.count <= 8
    assert one.count <= 6


def test_the_round_is_ordered_minded_and_corrected(phone: Page, sign_in: SignIn, check_page: CheckPage) -> None:
    sign_in(phone, "docente")
    phone.goto("/atencion/")
    wards = phone.locator(".ward h3")
    first, second = wards.nth(0).inner_text(), wards.nth(1).inner_text()
    walking.follow(phone, "Ordenar el recorrido")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Ordenar el recorrido")
    check_page(phone)
    phone.get_by_role("button", name=f"Bajar {first}").tap()
    expect(phone.locator(".stop-name").first).to_contain_text(second)
    phone.goto("/atencion/")
    expect(wards.first).to_have_text(second)

    # A whole ward with one touch.
    ward = phone.locator(".ward").first
    count = ward.locator("[name=estudiante]").count()
    ward.get_by_text("Todos").tap()
    expect(phone.locator("#contenido").get_by_role("button", name=f"Registrar sesión con {count}")).to_be_visible()
    ward.get_by_text("Todos").tap()

    # What to mind before entering.
    row = phone.locator(".round-row").first
    name = row.locator(".form-check-label").inner_text()
    change = row.get_by_role("link", name=re.compile("recauciones de"))
    if not change.is_visible():
        row.locator("summary").tap()
    change.tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Antes de entrar")
    check_page(phone)
    walking.choose(phone, kinds="HEARING")
    walking.press(phone, "Guardar precauciones")
    walking.says(phone, "Se guardaron las precauciones")
    row = phone.locator(".round-row", has_text=name)
    row.locator("summary").tap()
    expect(row.get_by_text("Hable de frente y despacio")).to_be_visible()
    check_page(phone)

    # Logged with who could not take part, corrected, cancelled, restored.
    row.locator(".form-check-label").tap()
    phone.locator("#contenido").get_by_role("button", name=_ON).tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Registrar sesión")
    phone.locator(".choices-ticked summary").first.tap()
    phone.locator("[name^=absence_]").select_option(label="Procedimiento o control")
    check_page(phone)
    walking.press(phone, _SAVE)
    walking.says(phone, "Se registró la sesión con 0 estudiantes")
    phone.goto("/atencion/sesiones/")
    phone.locator("#lista tbody a").first.tap()
    expect(phone.get_by_text("No participó: Procedimiento o control")).to_be_visible()
    walking.follow(phone, "Corregir")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Corregir sesión")
    phone.locator("[name^=absence_]").select_option(label="Sí participó")
    check_page(phone)
    walking.press(phone, "Guardar corrección")
    walking.says(phone, "Se corrigió la sesión")
    walking.press(phone, "Anular")
    walking.says(phone, "Se anuló la sesión")
    check_page(phone)
    phone.locator("#avisos").get_by_role("button", name="Deshacer").tap()
    walking.says(phone, "Se restauró la sesión")
