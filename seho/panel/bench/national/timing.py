"""A page asked many times: its queries, and the time that the server takes."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seho.panel.bench.national.pages import RATIO, Page
from seho.panel.bench.pages import missed

ROUNDS = 20


@dataclass(frozen=True)
class Timed:
    """Milliseconds and queries of a page; `cpu` is this process's own work, without PostgreSQL's.

    `problem` says why there is nothing else.
    """

    page: Page
    queries: int = 0
    median: float = 0
    p95: float = 0
    cpu: float = 0
    problem: str = ""


def timed(page: Page, rounds: int = ROUNDS) -> Timed:
    client = Client(raise_request_exception=False)
    client.force_login(page.user)
    try:
        _ask(client, page, 0)
        queries = max(_queries(client, page, number) for number in range(1, 5))
        found = [_once(client, page, number) for number in range(2, 2 + rounds)]
    except _Unanswered as problem:
        return Timed(page, problem=str(problem))
    walls = sorted(wall for wall, _ in found)
    return Timed(
        page,
        queries,
        statistics.median(walls),
        statistics.quantiles(walls, n=20, method="inclusive")[-1],
        statistics.median(cpu for _, cpu in found),
    )


class _Unanswered(Exception):
    """Another answer than the page, on whichever of its rows: its time says nothing."""


def _ask(client: Client, page: Page, number: int) -> None:
    answer = client.get(page.address(number), secure=True)
    if answer.status_code in (301, 302):
        raise _Unanswered(f"lleva a {answer['Location']}")
    if answer.status_code != 200:
        raise _Unanswered(f"responde {answer.status_code}")


def _queries(client: Client, page: Page, number: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        _ask(client, page, number)
    return len(captured)


def _once(client: Client, page: Page, number: int) -> tuple[float, float]:
    start, worked = time.perf_counter(), time.process_time()
    _ask(client, page, number)
    return (time.perf_counter() - start) * 1000, (time.process_time() - worked) * 1000


def table(whole: Sequence[Timed], tenth: Sequence[Timed]) -> str:
    """As Markdown, a part for each group; «!» stands beside a target that is missed."""
    small = {(one.page.group, one.page.name): one for one in tenth}
    head = "| página | consultas | mediana | p95 | CPU | consultas a un décimo | mediana a un décimo | razón |"
    lines: list[str] = []
    group = ""
    for one in whole:
        if one.page.group != group:
            group = one.page.group
            lines += [
                "",
                f"**{group}** (p95 hasta {one.page.target} ms)",
                "",
                head,
                "|---|--:|--:|--:|--:|--:|--:|--:|",
            ]
        lines.append(_line(one, small.get((group, one.page.name))))
    return "\n".join(lines).strip()


def _line(one: Timed, small: Timed | None) -> str:
    if one.problem:
        return f"| {one.page.name} | {one.problem} | | | | | | |"
    slow = missed(one.p95 > one.page.target).strip()
    now = f"| {one.page.name} | {one.queries} | {one.median:.0f} | {one.p95:.0f}{slow} | {one.cpu:.0f} |"
    if small is None or small.problem:
        return f"{now} | | |"
    ratio = one.median / small.median
    return f"{now} {small.queries} | {small.median:.0f} | {ratio:.2f}{missed(ratio > RATIO).strip()} |"
