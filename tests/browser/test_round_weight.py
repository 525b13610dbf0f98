"""What the round and the quick log bring over the line the first time. How quick they answer is a bench, not a test."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.effort.slow import MOST_KB, weigh


def test_the_round_and_the_quick_log_are_light(
    phone: Page, sign_in: Callable[[Page, str], None], record_property: Callable[[str, object], None]
):
    sign_in(phone, "docente")
    weight = weigh(phone)
    record_property("round and quick log, KB", round(weight.kb, 1))
    assert any(url.endswith("/sesiones/nueva/") or "/sesiones/nueva/?" in url for url in weight.own), str(weight)
    assert 0 < weight.kb <= MOST_KB, f"{weight.kb:.1f} KB:\n{weight}"


def test_who_is_counted_reads_the_load_on_a_phone(
    phone: Page, sign_in: Callable[[Page, str], None], check_page: Callable[[Page], None]
):
    sign_in(phone, "docente")
    phone.goto("/atencion/carga/")
    expect(phone.locator("main table").first).to_contain_text("Sesión")
    phone.locator("summary", has_text="¿Cómo se mide?").tap()
    check_page(phone)
    phone.goto("/atencion/carga/?por=mes")
    check_page(phone)
