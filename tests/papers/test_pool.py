"""Papers laid out in other processes are the same papers, and one that hangs or breaks costs nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from seho.papers.content import PaperError
from seho.papers.documents import render_packet
from seho.papers.pool import Pool
from tests.papers.factories import constancy, portfolio


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(1) as pool:
        yield pool


def child_of(pool: Pool) -> int:
    """The process that is free."""
    child = pool._idle.get()
    pool._idle.put(child)
    return child.process.pid if child else 0


def test_the_same_bytes_as_in_this_process(pool: Pool) -> None:
    assert pool.render_packet([constancy()], title="Prueba") == render_packet([constancy()], title="Prueba")


def test_what_the_engine_refuses_is_refused_with_its_words(pool: Pool) -> None:
    with pytest.raises(PaperError, match="work-1"):
        pool.render_packet([portfolio(1)], title="Prueba", images={"work-1": b"no picture"})


def test_after_its_papers_a_process_makes_room_for_another() -> None:
    with Pool(1, recycle_after=2) as pool:
        used = []
        for _ in range(3):
            pool.render_packet([constancy()], title="Prueba")
            used.append(child_of(pool))
    first, none, second = used
    assert none == 0
    assert first != second


def test_one_that_takes_too_long_is_ended_and_the_next_is_made() -> None:
    with Pool(1, timeout=0.01) as pool:
        with pytest.raises(PaperError, match="tardó demasiado"):
            pool.render_packet([constancy()], title="Prueba")
        assert child_of(pool) == 0
        pool._timeout = 120
        assert pool.render_packet([constancy()], title="Prueba").whole.startswith(b"%PDF")


def test_one_that_dies_is_told_and_the_next_is_made() -> None:
    with Pool(1) as pool:
        pool.render_packet([constancy()], title="Prueba")
        child = pool._idle.get()
        assert child is not None
        child.process.kill()
        child.process.join()
        pool._idle.put(child)
        with pytest.raises(PaperError, match="se interrumpió"):
            pool.render_packet([constancy()], title="Prueba")
        assert pool.render_packet([constancy()], title="Prueba").whole.startswith(b"%PDF")
