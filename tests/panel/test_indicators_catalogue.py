"""Every figure says what it means, once, and the document says the same."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from patients.rules import Days
from seho.panel.indicators.catalogue import DIMENSIONS, INDICATORS, ROOMS, Room
from seho.panel.indicators.prose import as_markdown
from seho.panel.indicators.values import Asked, Indicator, Unit
from tests.network.factories import SehoFactory

ROOT = Path(__file__).resolve().parents[2]
EVERY = list(INDICATORS.values())


def test_the_document_is_written_from_the_catalogue() -> None:
    """After a change: `manage.py write_indicators`."""
    assert (ROOT / "docs/indicators.md").read_text(encoding="utf-8") == as_markdown()


def test_no_two_figures_have_one_key() -> None:
    keys = [one.key for room in ROOMS for one in room.indicators]
    dimensions = [one.key for room in ROOMS for one in room.dimensions]
    assert len(keys) == len(set(keys)) > 30
    assert len(dimensions) == len(set(dimensions))
    assert all(one.parent in {"", *DIMENSIONS} for one in DIMENSIONS.values())


@pytest.mark.parametrize("room", ROOMS, ids=[f"{room.figures.__module__}-{n}" for n, room in enumerate(ROOMS)])
def test_a_room_computes_its_figures_and_no_other(room: Room, db: None, today: date) -> None:
    found = room.figures(Asked((SehoFactory().pk,), Days(today, today), today))
    assert set(found.whole) == {one.key for one in room.indicators}


@pytest.mark.parametrize("one", EVERY, ids=[one.key for one in EVERY])
def test_a_figure_is_defined(one: Indicator) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", one.key)
    assert one.title
    assert one.numerator
    assert one.date_rule
    assert re.match(r"art\. \d|DCF \d", one.article)
    assert bool(one.behind) == bool(one.rows)
    if one.unit in (Unit.PERCENT, Unit.MEAN):
        assert one.denominator or one.key == "profesionales"
