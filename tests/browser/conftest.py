"""A real Chromium visits the real program; what a page does wrong on its way fails the test.

`page` is a page at both sizes in turn, `phone` and `desktop` at one; `open_page` opens more, of other people
or without JavaScript. `sign_in(page, "coordinadora")` enters with a demo account. `check_page(page)` asks
axe-core and looks whether the page fits its width. `watch.forgive("403")` allows a complaint that the test
provokes.
"""

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    sync_playwright,
)

from tests.browser.program import ROOT, Program, start

DEMO_PASSWORD = "Demo-SEHO-2026"
SIZES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1280, "height": 800}},
}
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",  # root, as in CI, may not use the sandbox; only pages of our own are opened
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
PICTURES = ROOT / "var" / "browser"

failed = pytest.StashKey[bool]()


class OpenPage(Protocol):
    def __call__(self, size: str = "desktop", *, java_script: bool = True) -> Page: ...


# --- the program and the browser ------------------------------------------------------------------


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, with demo data, one for each process of the tests."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    program = start(tmp_path_factory.mktemp("program") / "var", shared / "prepared-program")
    yield program
    program.stop()


@pytest.fixture(scope="session")
def chromium(program: Program) -> Iterator[Browser]:
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not executable:
        pytest.skip("No hay Chromium: instálelo con «apt-get install chromium» o indique CHROMIUM=/ruta.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        yield browser
        browser.close()


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def open_page(
    chromium: Browser, program: Program, watch: "Watch", request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Opens a page with cookies of its own."""
    contexts: list[BrowserContext] = []

    def open_page(size: str = "desktop", *, java_script: bool = True) -> Page:
        context = chromium.new_context(
            **SIZES[size],
            base_url=program.url,
            java_script_enabled=java_script,
            locale="es-PE",
            timezone_id="America/Lima",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        if request.node.stash.get(failed, False):
            _take_pictures(context, f"{request.node.nodeid}-{contexts.index(context) + 1}")
        context.close()


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    return open_page(request.param)


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    return open_page("phone")


@pytest.fixture
def desktop(open_page: OpenPage) -> Page:
    return open_page("desktop")


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    def sign_in(page: Page, account: str) -> None:
        """Enter as a demo account, named by what stands before @demo.test, and come to Hoy."""
        page.goto("/")
        page.locator("[name=login]").fill(f"{account}@demo.test")
        page.locator("[name=password]").fill(DEMO_PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(lambda url: urlsplit(url).path == "/")

    return sign_in


# --- what goes wrong in silence -------------------------------------------------------------------


class Watch:
    """Notes requests to other hosts, and errors of scripts and the console (the CSP's refusals too)."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self.forgiven: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._see_request)
        context.on("console", self._hear_console)
        context.on("weberror", self._see_error)

    def forgive(self, *texts: str) -> None:
        """A complaint that holds one of these texts is what the test wants."""
        self.forgiven += texts

    def unforgiven(self) -> list[str]:
        return [line for line in self.complaints if not any(text in line for text in self.forgiven)]

    def _see_request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(self.origin):
            self.complaints.append(f"request to another host: {request.url}")

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"console at {message.location.get('url')}: {message.text}")

    def _see_error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")


@pytest.fixture
def watch(program: Program) -> Iterator[Watch]:
    watch = Watch(f"{program.url}/")
    printed = len(program.log)
    yield watch
    complaints = watch.unforgiven()
    complaints += [f"the server printed:\n{line}" for line in _failures(program.log[printed:])]
    assert not complaints, "\n".join(["The browser complained:", *complaints])


def _failures(log: str) -> list[str]:
    """What the server printed with a traceback; a refusal (403) is none, though Django prints its own."""
    entries = re.split(r"^(?=\d{4}-\d\d-\d\d \d\d:)", log, flags=re.MULTILINE)
    return [entry for entry in entries if "Traceback" in entry and "Forbidden (Permission denied)" not in entry]


@pytest.fixture
def check_page() -> Callable[[Page], None]:
    def check_page(page: Page) -> None:
        """axe-core finds nothing, and nothing stands out at the side, once all of the page has come."""
        page.wait_for_load_state()
        page.evaluate(AXE)  # through the debugger: the CSP stays as it is
        violations = page.evaluate("async () => (await axe.run()).violations")
        assert not violations, "\n".join([f"axe-core at {page.url}:", *map(_tell, violations)])
        wide, width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= width, f"{page.url} is {wide} px wide in a window of {width} px"

    return check_page


def _tell(violation: dict[str, Any]) -> str:
    lines = [f"  {violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        lines += [f"    {' '.join(map(str, node['target']))}", f"      {node['html'][:200]}"]
        lines += [f"      {node['failureSummary']}"]
    return "\n".join(lines)


# --- pictures of what failed ----------------------------------------------------------------------


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[failed] = report.failed
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests measured (`record_property`), also when they passed and in another process."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties if report.when == "call" else ():
            terminalreporter.write_line(f"{name}: {value}")


def _take_pictures(context: BrowserContext, test: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(context.pages, start=1):
        file = PICTURES / f"{re.sub(r'[^a-z0-9]+', '-', test.lower()).strip('-')[-120:]}-{number}.png"
        page.screenshot(path=file, full_page=True)
        print(f"Picture of the page: {file.relative_to(ROOT)}")  # noqa: T201 -- pytest shows it with the failure
