"""Whoever holds a file asks whether it is the one that was issued; the file never leaves the browser."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from seho.clock import now
from tests.browser.conftest import OpenPage
from tests.papers.certificates import Authority, sign

CheckPage = Callable[[Page], None]
PDF = "application/pdf"


@dataclass(frozen=True)
class Issued:
    """A paper of the demonstration: its bytes, the address that its QR leads to, and those of its whole packet."""

    address: str
    content: bytes
    whole: bytes
    packet: str
    sign: str


@pytest.fixture
def issued(open_page: OpenPage, sign_in: Callable[[Page, str], None]) -> Issued:
    page = open_page()
    sign_in(page, "coordinadora")
    page.goto("/documentos/?estado=emitidos")
    page.locator("tbody tr", has_text="4 documentos").locator(".row-act a").first.click()
    page.wait_for_selector("#documentos")
    row = page.locator("section:has(#documentos) tbody tr").first

    def fetched(link: str | None) -> bytes:
        assert link
        answer = page.request.get(link)
        assert answer.ok
        return answer.body()

    found = Issued(
        address=row.locator("a.code").get_attribute("href") or "",
        content=fetched(row.locator(".row-act a").get_attribute("href")),
        whole=fetched(page.locator("a[href$='/documentos.pdf']").get_attribute("href")),
        packet=page.url,
        sign=page.locator("section:has(#firmas) .row-act a").first.get_attribute("href") or "",
    )
    page.goto(found.sign)
    page.get_by_label("Con certificado digital").check()
    page.locator("[name=upload]").set_input_files(
        {"name": "firmado.pdf", "mimeType": PDF, "buffer": signed(found.content)}
    )
    page.get_by_role("button", name="Guardar copia firmada").click()
    expect(page.get_by_text("Firmado digitalmente por DEMO QUISPE ROSA").first).to_be_visible()
    return found


def signed(content: bytes) -> bytes:
    """Made in a thread of its own: the browser's loop runs in this one."""
    if content not in _SIGNED:
        with ThreadPoolExecutor(1) as other:
            _SIGNED[content] = other.submit(sign, content, Authority().person(until=3650), at=now()).result()
    return _SIGNED[content]


_SIGNED: dict[bytes, bytes] = {}


def chosen(page: Page, content: bytes) -> str:
    page.locator("#archivo-pdf").set_input_files({"name": "documento.pdf", "mimeType": PDF, "buffer": content})
    return answered(page)


def drop(page: Page, content: str) -> None:
    """As from a folder onto the page; `content` makes the bytes in the page."""
    page.evaluate(
        f"""() => {{
          const data = new DataTransfer();
          data.items.add(new File([{content}], "documento.pdf", {{ type: "application/pdf" }}));
          for (const kind of ["dragover", "drop"]) {{
            document.querySelector(".drop").dispatchEvent(
              new DragEvent(kind, {{ dataTransfer: data, bubbles: true, cancelable: true }}));
          }}
        }}"""
    )


def dropped(page: Page, content: bytes) -> str:
    drop(page, f"new Uint8Array({list(content)})")
    return answered(page)


def answered(page: Page) -> str:
    answer = page.locator("[data-verify-answer] .alert")
    expect(answer).to_be_visible()
    words = answer.inner_text().strip()
    page.evaluate("document.querySelector('[data-verify-answer]').replaceChildren()")
    return words


def test_a_file_is_compared_in_the_browser(page: Page, issued: Issued, check_page: CheckPage) -> None:
    page.goto(issued.address)
    check_page(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    altered = bytearray(issued.content)
    altered[len(altered) // 2] ^= 1
    for give in (chosen, dropped):
        assert give(page, issued.content).startswith("Coincide")
        assert "Todos los documentos en un solo PDF" in give(page, issued.whole)
        assert give(page, bytes(altered)).startswith("No coincide")
        assert give(page, signed(issued.content)).startswith("Es una copia firmada")
        assert give(page, b"").startswith("No coincide")
    assert not sent, "nothing of a file goes anywhere"
    page.locator("#archivo-pdf").set_input_files({"name": "x" * 90 + ".pdf", "mimeType": PDF, "buffer": b"otro"})
    answer = page.locator("[data-verify-answer] .alert")
    expect(answer).to_be_visible()
    check_page(page)


def test_the_last_of_two_files_is_answered(desktop: Page, issued: Issued) -> None:
    """The first one takes longer than the second."""
    desktop.goto(issued.address)
    drop(desktop, "new Uint8Array(7e7)")
    assert chosen(desktop, issued.content).startswith("Coincide")
    desktop.wait_for_timeout(1500)
    expect(desktop.locator("[data-verify-answer]")).to_be_empty()


def test_a_file_that_is_too_large_is_not_read(desktop: Page, issued: Issued) -> None:
    desktop.goto(issued.address)
    drop(desktop, "new Uint8Array(8.1e7)")
    assert "demasiado grande" in answered(desktop)


def test_without_javascript_the_hashes_can_be_read(open_page: OpenPage, issued: Issued) -> None:
    page = open_page("phone", java_script=False)
    page.goto(issued.address)
    expect(page.get_by_text("Aquí no se puede comparar el archivo")).to_be_visible()
    expect(page.locator("#archivo-pdf")).to_be_hidden()
    page.get_by_text("Huellas SHA-256 de los archivos").click()
    expect(page.locator(".hashes code").first).to_be_visible()


def test_what_is_no_paper_asks_for_no_file(desktop: Page, watch: object) -> None:
    watch.forgive("404")  # type: ignore[attr-defined]
    desktop.goto("/documentos/verificar/ABCD/")
    expect(desktop.locator("[data-verify]")).to_have_count(0)
