"""The round and the quick log on a slow telephone: how much comes over the line, and after how long they answer.

    make bench-round

The shared assets are there already, as after the first page of the day (Hoy). The telephone is a quarter as quick as
this machine, the line has 400 kbit/s and answers after 400 ms. A page is usable when it answers: the round when a
touch ticks its first pupil and the button says so, the quick log when its button can be pressed.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page, Response, expect

from tests.browser.program import start
from tests.effort.browser import chromium, sign_in, telephone

MOST_KB, MOST_SECONDS = 60, 2.0
KBIT, LATENCY_MS, SLOWER = 400, 400, 4
ROUNDS = 5


# --- how much -----------------------------------------------------------------------------------------


@dataclass
class Weight:
    """What came, by address: bytes of the body with gzip, as a server sends it; `shared` came with the page before."""

    shared: set[str] = field(default_factory=set)
    own: dict[str, int] = field(default_factory=dict)

    @property
    def kb(self) -> float:
        return sum(self.own.values()) / 1000

    def add(self, url: str, body: bytes) -> None:
        if url not in self.shared:
            self.own[url] = len(gzip.compress(body, 9))

    def __str__(self) -> str:
        parts = sorted(self.own.items(), key=lambda one: -one[1])
        return "\n".join(f"  {size / 1000:6.1f} KB  {urlsplit(url).path}" for url, size in parts)


def weigh(page: Page) -> Weight:
    """Hoy first; then the round, a tick, the quick log, and what the worker keeps for the hours without signal."""
    weight, came = Weight(), list[Response]()
    page.context.on("response", lambda one: came.append(one))
    page.goto("/", wait_until="networkidle")
    weight.shared = {one.url for one in came}
    came.clear()
    page.goto("/atencion/", wait_until="networkidle")
    tick_first(page)
    log_ticked(page)
    page.wait_for_load_state("networkidle")
    asked = [one.url for one in came if one.ok and one.request.method == "GET"]
    for url in dict.fromkeys([*asked, *_kept_by_the_worker(page)]):
        weight.add(url, page.request.get(url).body())
    return weight


def _kept_by_the_worker(page: Page) -> list[str]:
    """The worker, its page, and the files that the page is made of."""
    worker = urljoin(page.url, "/sw.js")
    answer = page.request.get(worker)
    if not answer.ok:
        return []
    said = re.search(r"\{\"version\".*?\}(?=[;,)\s])", answer.text(), re.DOTALL)
    made_of = json.loads(said[0]) if said else {}
    return [urljoin(page.url, one) for one in (worker, made_of["shell"], *made_of["files"])]


# --- after how long -----------------------------------------------------------------------------------


def tick_first(page: Page) -> None:
    """Touch the first pupil until the page answers."""
    button = page.locator("main [data-round-act]").first
    box = page.locator("main input[name=estudiante]").first
    page.locator(f"main label[for='{box.get_attribute('id')}']").tap()
    # Asked at each frame: to ask now and then would add up to half a second of its own.
    page.wait_for_function(
        "([box, button]) => box.checked && button.textContent.trim() !== 'Registrar sesión con los marcados'",
        arg=[box.element_handle(), button.element_handle()],
    )


def log_ticked(page: Page) -> None:
    page.locator("main button", has=page.locator("[data-round-act]")).first.tap()
    expect(page).to_have_url(re.compile("/sesiones/nueva/"))
    expect(page.locator("main").get_by_role("button", name=re.compile("^Registrar sesión")).first).to_be_enabled()


def slow_down(page: Page) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    bytes_a_second = KBIT * 1000 / 8
    tools.send("Network.enable")
    tools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY_MS,
            "downloadThroughput": bytes_a_second,
            "uploadThroughput": bytes_a_second,
        },
    )


def take_time(page: Page) -> tuple[float, float]:
    """Seconds until the round and the quick log answer, each from the touch that asks for it."""
    begun = time.monotonic()
    page.goto("/atencion/", wait_until="commit")
    tick_first(page)
    ticked = time.monotonic()
    log_ticked(page)
    return ticked - begun, time.monotonic() - ticked


def _first_use(browser: Browser, url: str) -> tuple[float, float]:
    """With what every page shares, and nothing of the round yet."""
    page = telephone(browser, url)
    sign_in(page, "docente")
    page.wait_for_load_state("networkidle")
    slow_down(page)
    try:
        return take_time(page)
    finally:
        page.context.close()


# --- both ---------------------------------------------------------------------------------------------


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        prepared = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "prepared"
        program = start(Path(folder) / "program", prepared)
        try:
            page = telephone(browser, program.url)
            sign_in(page, "docente")
            weight = weigh(page)
            page.context.close()
            times = [_first_use(browser, program.url) for _ in range(ROUNDS)]
        finally:
            program.stop()
    print(f"Lo propio de la ronda y el registro: {weight.kb:.1f} KB (meta {MOST_KB})\n{weight}")  # noqa: T201
    for name, one in (("Ronda", 0), ("Registro", 1)):
        seconds = sorted(pair[one] for pair in times)
        middle = seconds[len(seconds) // 2]
        print(f"{name}: responde en {middle:.2f} s, de {seconds[0]:.2f} a {seconds[-1]:.2f} (meta {MOST_SECONDS})")  # noqa: T201
    return 0 if weight.kb <= MOST_KB else 1


if __name__ == "__main__":
    sys.exit(main())
