"""Chromium for the commands: one that speaks English, so that dates are typed alike everywhere."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.conftest import BROWSERS, DEMO_PASSWORD, FLAGS, SIZES

PATIENCE = 60_000


@contextmanager
def chromium() -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not executable:
        raise SystemExit("No hay Chromium: instálelo con «apt-get install chromium» o indique CHROMIUM=/ruta.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=[*FLAGS, "--lang=en-US"])
        yield browser
        browser.close()


def context_of(browser: Browser, url: str, screen: str) -> BrowserContext:
    """Cookies of its own, on that screen, in Lima."""
    context = browser.new_context(
        **SIZES[screen], base_url=url, locale="es-PE", timezone_id="America/Lima", reduced_motion="reduce"
    )
    # A busy machine is slow, and the commands take its time as it is.
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return context


def telephone(browser: Browser, url: str) -> Page:
    return context_of(browser, url, "phone").new_page()


def sign_in(page: Page, account: str) -> None:
    page.goto("/")
    page.locator("[name=login]").fill(f"{account}@demo.test")
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: url.rstrip("/").count("/") == 2)
