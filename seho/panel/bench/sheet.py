"""The Excel of the whole list of pupils on the clock: seconds, and the memory that it takes at its highest."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from seho.accounts.enums import Role, UnitKind
from seho.accounts.models import User
from seho.accounts.scope import Post, Scope
from seho.network.models import Seho
from seho.panel.exports.sheets import SHEETS
from seho.sheets import write_listing

TARGET_SECONDS = 20
TARGET_ROWS = 100_000
# How much more memory ten times the rows may take.
TARGET_GROWTH_MB = 30


@dataclass(frozen=True)
class SheetMeasure:
    rows: int
    seconds: float
    cpu: float
    peak_mb: float
    file_mb: float


def everywhere() -> Any:
    """Somebody who coordinates every service: no such person is written anywhere."""
    posts = (Post(Role.COORDINATOR, UnitKind.SEHO, pk) for pk in Seho.objects.values_list("pk", flat=True))
    user = User(pk=0, email="nadie@seho.test")
    user.__dict__["scope"] = Scope(frozenset(posts))
    return user


def measured(what: str, query: Mapping[str, str], today: date, *, most: int | None = None) -> SheetMeasure:
    """From the first question to the database to the file on the disk; `most`: of its first rows alone."""
    started, cpu = time.perf_counter(), time.process_time()
    listing = SHEETS[what].make(everywhere(), query, today)
    if most is not None:
        whole = listing.rows
        listing = replace(listing, rows=lambda: islice(whole(), most), count=min(most, listing.count))
    with write_listing(listing, made_on=today) as file:
        size = file.seek(0, os.SEEK_END)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.perf_counter() - started
    return SheetMeasure(listing.count, seconds, time.process_time() - cpu, peak, size / 1e6)


def told(small: SheetMeasure, large: SheetMeasure) -> str:
    """One line each, marked where the target is not met."""
    rate = large.seconds / max(large.rows, 1) * TARGET_ROWS
    growth = large.peak_mb - small.peak_mb
    slow, fat = " !" * (rate > TARGET_SECONDS), " !" * (growth > TARGET_GROWTH_MB)
    lines = [
        f"Excel de {one.rows:,} filas: {one.seconds:.1f} s ({one.cpu:.1f} de CPU), {one.file_mb:.1f} MB, "
        f"memoria {one.peak_mb:.0f} MB"
        for one in (small, large)
    ]
    lines.append(f"Por 100 000 filas: {rate:.1f} s (meta {TARGET_SECONDS}){slow}; crece {growth:.0f} MB{fat}")
    return "\n".join(lines)
