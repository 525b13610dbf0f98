"""Does the six jobs in a real browser, prints what each took, and keeps the table in docs/effort.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from playwright.sync_api import Browser

from seho.clock import LIMA
from seho.text import date_long
from tests.browser.conftest import PICTURES
from tests.browser.program import ROOT, Program, start
from tests.effort.browser import chromium, context_of, sign_in
from tests.effort.counting import Count, Hand, Meter
from tests.effort.jobs import BEDSIDE, JOBS, SCREENS, Job, Stage
from tests.effort.table import Line, keep, table

DOCUMENT = ROOT / "docs" / "effort.md"


def main(words: Sequence[str]) -> int:
    asked = _asked(words)
    with tempfile.TemporaryDirectory() as folder:
        prepared = asked.prepared or Path(folder) / "prepared"
        program = start(Path(folder) / "program", prepared)
        try:
            with chromium() as browser:
                jobs = [job for number, job in enumerate(JOBS, start=1) if not asked.only or number in asked.only]
                lines = [_line(job, _done(job, browser, program, Path(folder))) for job in jobs]
        finally:
            program.stop()
    print(table(lines))  # noqa: T201 -- a command
    for line in lines:
        for cheat in line.count.cheats:
            print(f"{line.name}: {cheat}")  # noqa: T201 -- a command
    if asked.keep and len(lines) == len(JOBS):
        keep(DOCUMENT, f"Medido el {date_long(_today())}.\n\n{table(lines)}")
    return 0 if all(line.is_met for line in lines) else 1


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make effort")
    parser.add_argument("--only", type=int, nargs="+", metavar="N", help="solo estos trabajos")
    parser.add_argument("--keep", action="store_true", help="guarda la tabla en docs/effort.md")
    parser.add_argument("--prepared", type=Path, help="carpeta con los datos de demostración, para repetir")
    return parser.parse_args(words)


def _done(job: Job, browser: Browser, program: Program, folder: Path) -> Count:
    """One job, by its person, on its screen, with cookies of its own; a picture of where it failed."""
    context = context_of(browser, program.url, job.screen)
    meter, page = Meter(context), context.new_page()
    try:
        sign_in(page, job.account)
        job.do(Hand(page, is_phone=job.screen == BEDSIDE), Stage(_today(), folder, lambda: meter.begin(page)))
        return meter.end(page)
    except Exception:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"effort-{job.do.__name__}.png", full_page=True)
        raise
    finally:
        context.close()


def _today() -> date:
    return datetime.now(LIMA).date()


def _line(job: Job, count: Count) -> Line:
    return Line(job.name, SCREENS[job.screen], job.target, count)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
