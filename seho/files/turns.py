"""How many files are decoded at once in one process: pixels unfold to many times their file, and memory is not endless.

Who waits in a page form waits its turn; who can come again (`wait` in seconds) is told that it is busy, so that the
threads of the server stay free for other requests. What is decoded gives way to whatever else the computer has to do.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore, get_native_id, local
from typing import TypeVar

MOST_AT_ONCE = 2

_turns = BoundedSemaphore(MOST_AT_ONCE)
_held = local()


class Busy(Exception):
    """Others are being decoded: come again in a moment."""


@contextmanager
def turn(wait: float | None = None) -> Iterator[None]:
    """Decode inside of it; raises Busy after `wait` seconds. Inside a turn another one costs nothing."""
    if getattr(_held, "yes", False):
        yield
        return
    if not _turns.acquire(timeout=wait):
        raise Busy
    _held.yes = True
    try:
        yield
    finally:
        _held.yes = False
        _turns.release()


Made = TypeVar("Made")
# How much less it matters than a page that somebody waits for.
NICE = 5
_quiet: ThreadPoolExecutor | None = None


def quietly(act: Callable[[], Made]) -> Made:
    """Do it in a thread that gives way to the others; decoding holds no lock of Python's meanwhile."""
    global _quiet  # noqa: PLW0603 - made once a process, when the first file comes
    if _quiet is None:
        _quiet = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="files", initializer=_give_way)
    return _quiet.submit(act).result()


def _give_way() -> None:
    os.setpriority(os.PRIO_PROCESS, get_native_id(), NICE)


def _without_threads() -> None:
    """The threads of a process do not come along into one that is forked from it."""
    global _quiet, _turns
    _quiet, _turns = None, BoundedSemaphore(MOST_AT_ONCE)


os.register_at_fork(after_in_child=_without_threads)
