"""Thousands of mishaps on the way of what a device sends, and in the end each entry stands in the record once."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from seho.clock import today
from tests.browser.conftest import DEMO_PASSWORD, Watch
from tests.browser.program import Program

SEED = int(os.environ.get("SEHO_QUEUE_SEED", "20260601"))
ACTS = int(os.environ.get("SEHO_QUEUE_ACTS", "1550"))
OPERATIONS = 2_000
MISHAPS = Path(__file__).with_name("mishaps.js").read_text()
# Of a service whose pupils no walk meets.
PEOPLE = ("docente.ica@demo.test", "psicologa.ica@demo.test")


def test_each_entry_is_written_exactly_once(
    desktop: Page, program: Program, watch: Watch, record_property: Any
) -> None:
    watch.forgive("Failed to load resource")
    end, written = _play(desktop, program, acts=ACTS)
    record_property(f"offline queue, seed {SEED}", json.dumps(end["told"], ensure_ascii=False, sort_keys=True))
    assert sum(end["told"].values()) >= OPERATIONS
    assert end["left"] == []
    by_id = Counter(client_id for client_id, _ in written)
    wordings = dict(written)
    for entry in end["entries"]:
        key = entry["id"].replace("-", "")
        assert by_id[key] == (0 if entry["isGone"] else 1), entry
        if not entry["isGone"]:
            # What only one device ever said is there as it was said last; else it is one of what was said.
            allowed = entry["said"] if entry["isShared"] else [entry["wanted"]]
            assert wordings[key] in allowed, (entry, wordings[key])
    assert len(written) == sum(not entry["isGone"] for entry in end["entries"])


def test_without_its_identifier_an_entry_would_arrive_more_than_once(
    desktop: Page, program: Program, watch: Watch
) -> None:
    watch.forgive("Failed to load resource")
    end, written = _play(desktop, program, acts=60, isForgetful=True)
    assert len(written) > len(end["entries"])


def _play(page: Page, program: Program, *, acts: int, **more: Any) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What the devices say came of it, and what was written meanwhile."""
    before = len(_sessions(program))
    page.expose_function("setRole", lambda email, is_held: _set_role(program, email, is_held))
    page.goto("/cuentas/ingresar/")
    people = [{"email": email, "password": DEMO_PASSWORD} for email in PEOPLE]
    given = {"seed": SEED, "acts": acts, "people": people, "folder": "/static/js/device", "today": today().isoformat()}
    end = page.evaluate(MISHAPS, given | more)
    return end, _sessions(program)[before:]


def _sessions(program: Program) -> list[tuple[str, str]]:
    """Every participation of the database, by the identifier of its session, with what was worked on."""
    with sqlite3.connect(program.folder / "seho.sqlite3") as base:
        return base.execute(
            "SELECT s.client_id, p.evidence FROM attendance_session s"
            " JOIN attendance_participation p ON p.session_id = s.id ORDER BY s.id"
        ).fetchall()


def _set_role(program: Program, email: str, is_held: bool) -> None:
    """Taken away as of yesterday, or given back."""
    with sqlite3.connect(program.folder / "seho.sqlite3", timeout=20) as base:
        base.execute(
            "UPDATE accounts_membership SET ends_on = CASE WHEN ? THEN NULL ELSE date(?, '-1 day') END"
            " WHERE user_id = (SELECT id FROM accounts_user WHERE email = ?)",
            [is_held, today().isoformat(), email],
        )
