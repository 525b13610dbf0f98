"""Before its first request a process has loaded every page, and leaves them out of the collector's way."""

import gc
import importlib

import pytest

import seho.warm


def test_what_stays_is_not_looked_at_again() -> None:
    before = gc.get_freeze_count()
    try:
        seho.warm.settle()
        assert gc.get_freeze_count() > before + 50_000
    finally:
        gc.unfreeze()


def test_the_process_that_answers_settles(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(seho.warm, "settle", lambda: calls.append("settled"))
    importlib.reload(importlib.import_module("seho.wsgi"))
    assert calls
