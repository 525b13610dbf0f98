"""The main pages, asked as the person who uses them, with their server time and number of queries."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from seho.accounts.models import User
from seho.panel.bench.seed import Filled

ROUNDS = 40
SEARCHED = ("luna", "vicuña", "puya")
TARGET_MEDIAN_MS, TARGET_P95_MS = 30, 80


@dataclass(frozen=True)
class Page:
    """`address(n)` is what the n-th asking opens, so that no two in a row are the same row."""

    name: str
    user: User
    address: Callable[[int], str]


@dataclass(frozen=True)
class Measure:
    """Milliseconds and queries of one page: the time that passed, and the median of this process's own work.

    On a machine that does other things as well only the last one can be compared; it leaves out PostgreSQL's work.
    """

    name: str
    queries: int
    median: float
    p95: float
    cpu: float


def main_pages(filled: Filled) -> list[Page]:
    open_ids, some_ids = filled.open_patient_ids, filled.patient_ids

    def of_open(name: str) -> Callable[[int], str]:
        return lambda n: reverse(name, args=[open_ids[n % len(open_ids)]])

    def of_any(name: str) -> Callable[[int], str]:
        return lambda n: reverse(name, args=[some_ids[n % len(some_ids)]])

    coordinator, teacher = filled.coordinator, filled.teacher
    return [
        Page("Hoy (coordinación)", coordinator, lambda n: reverse("panel:today")),
        Page("Estudiantes", coordinator, lambda n: f"{reverse('patients:list')}?page={1 + n % 3}"),
        Page("Estudiantes: buscar", coordinator, lambda n: f"{reverse('patients:list')}?q={SEARCHED[n % 3]}"),
        Page("Ficha: resumen", coordinator, of_any("patients:detail")),
        Page("Atención: ronda", teacher, lambda n: reverse("attendance:today")),
        Page("Registrar sesión", teacher, lambda n: reverse("attendance:session_new")),
        Page("Ficha: evaluación", teacher, of_open("attendance:assessment")),
        Page("Ficha: portafolio", teacher, of_any("attendance:portfolio")),
        Page("Documentos", coordinator, lambda n: reverse("convalidation:list")),
        Page("Tablero (UGEL)", filled.specialist, lambda n: reverse("panel:dashboard")),
        Page("Buscar IE", coordinator, lambda n: f"{reverse('network:school_search')}?q=quinua {n % 90}"),
    ]


def measure(page: Page, rounds: int = ROUNDS) -> Measure:
    client = Client()
    client.force_login(page.user)
    _get(client, page, 0)
    _get(client, page, 1)
    queries = max(_queries(client, page, number) for number in range(2, 8))
    timed = [_timed(client, page, number) for number in range(3, 3 + rounds)]
    times = sorted(passed for passed, _ in timed)
    cpu = statistics.median(worked for _, worked in timed)
    return Measure(page.name, queries, statistics.median(times), times[int(len(times) * 0.95) - 1], cpu)


def _queries(client: Client, page: Page, number: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        _get(client, page, number)
    return len(captured)


def _timed(client: Client, page: Page, number: int) -> tuple[float, float]:
    start, worked = time.perf_counter(), time.process_time()
    _get(client, page, number)
    return (time.perf_counter() - start) * 1000, (time.process_time() - worked) * 1000


def _get(client: Client, page: Page, number: int) -> None:
    response = client.get(page.address(number), secure=True)
    if response.status_code != 200:
        raise RuntimeError(f"{page.name}: {page.address(number)} answered {response.status_code}")


def table(small: Sequence[Measure], large: Sequence[Measure]) -> str:
    """Both sizes side by side; the ratio is that of the medians. «!» stands beside a target that is missed."""
    head = (
        f"{'Página':24} {'consultas':>11} {'mediana ms':>12} {'p95 ms':>9} {'CPU ms':>8}   "
        f"{'a un décimo':>12} {'consultas':>10} {'razón':>6}"
    )
    lines = [head, "-" * len(head)]
    for before, after in zip(small, large, strict=True):
        grown = missed(after.queries > before.queries)
        slow, slowest = missed(after.median > TARGET_MEDIAN_MS), missed(after.p95 > TARGET_P95_MS)
        now = f"{after.queries:>10}{grown} {after.median:>11.1f}{slow} {after.p95:>8.1f}{slowest} {after.cpu:>8.1f}"
        tenth = f"{before.median:>12.1f} {before.queries:>10} {after.median / before.median:>6.2f}"
        lines.append(f"{after.name:24} {now}   {tenth}")
    return "\n".join(lines)


def missed(is_missed: bool) -> str:
    return "!" if is_missed else " "
