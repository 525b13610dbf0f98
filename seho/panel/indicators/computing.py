"""All figures of what is asked, from the rows as they stand; and as they are kept: plain values that JSON takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from seho.panel.indicators.catalogue import EVERY, ROOMS, Room, Wanted
from seho.panel.indicators.reading import reading_once
from seho.panel.indicators.values import Asked, Figures, Measure, merge

Beat = Callable[[], object]


def _silent() -> None:
    """Nobody waits for a sign of life."""


def compute(asked: Asked, wanted: Wanted = EVERY, beat: Beat = _silent) -> Figures:
    """The figures of every room that tells of something wanted; without services there are none.

    `beat` is called before each room: a country's year takes some seconds.
    """
    return _computed(asked, [room for room in ROOMS if room.tells_of(wanted)], beat)


def compute_numbers(asked: Asked, wanted: Wanted = EVERY, beat: Beat = _silent) -> Figures:
    """The single numbers alone, to compare a period with the one before it."""
    found = _computed(asked, [room for room in ROOMS if room.indicators and room.tells_of(wanted)], beat)
    return Figures(whole=found.whole, by_service=found.by_service)


def _computed(asked: Asked, rooms: Iterable[Room], beat: Beat) -> Figures:
    if not asked.seho_ids:
        return Figures()
    parts = []
    with reading_once():
        for room in rooms:
            beat()
            parts.append(room.figures(asked))
    return merge(parts)


# --- kept as JSON ----------------------------------------------------------------------------------


def to_json(figures: Figures) -> dict[str, Any]:
    return {
        "whole": _measures_out(figures.whole),
        "by_service": {str(seho_id): _measures_out(found) for seho_id, found in figures.by_service.items()},
        # Pairs: a database may put the keys of an object in another order.
        "tables": [
            [key, [[dimension, [[*cell] for cell in cells.items()]] for dimension, cells in of_dimensions.items()]]
            for key, of_dimensions in figures.tables.items()
        ],
        "daily": {key: list(numbers) for key, numbers in figures.daily.items()},
    }


def from_json(kept: Mapping[str, Any]) -> Figures:
    return Figures(
        whole=_measures_in(kept["whole"]),
        by_service={int(seho_id): _measures_in(found) for seho_id, found in kept["by_service"].items()},
        tables={
            key: {dimension: dict(cells) for dimension, cells in of_dimensions} for key, of_dimensions in kept["tables"]
        },
        daily={key: tuple(numbers) for key, numbers in kept["daily"].items()},
    )


def _measures_out(measures: Mapping[str, Measure]) -> dict[str, list[float | int | None]]:
    return {key: [measure.value, measure.base] for key, measure in measures.items()}


def _measures_in(kept: Mapping[str, Any]) -> dict[str, Measure]:
    return {key: Measure(None if value is None else float(value), base) for key, (value, base) in kept.items()}
