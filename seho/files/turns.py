"""How many files are decoded at once in one process: pixels unfold to many times their file, and memory is not endless.

Who waits in a page form waits its turn; who can come again (`wait` in seconds) is told that it is busy, so that the
threads of the server stay free for other requests.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, local

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
