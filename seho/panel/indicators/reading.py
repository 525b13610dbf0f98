"""What several rooms read is read once, while the figures of one page are computed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Within it, a question that was asked before is answered with what was read then."""
    if _READ.get() is not None:
        yield
        return
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def once(read: Callable[P, R]) -> Callable[P, R]:
    """A reading that is done once within `reading_once`. Nobody changes what it returns."""

    @wraps(read)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        known = _READ.get()
        if known is None:
            return read(*args, **kwargs)
        question = (read, args, *sorted(kwargs.items()))
        if question not in known:
            known[question] = read(*args, **kwargs)
        answer: R = known[question]
        return answer

    return asked
