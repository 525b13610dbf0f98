"""Processes that lay out papers side by side, each with its style and fonts made once.

They are forked from a clean process that has imported everything and holds no connection to the database, so that one
begins in milliseconds. A paper that takes too long costs its process and nothing else; after some two hundred packets
a process is replaced, so that memory stays flat.
"""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import django
from django.apps import apps

from seho.papers import engine
from seho.papers.content import Paper, PaperError
from seho.papers.documents import render_packet
from seho.papers.engine import Rendered

RECYCLE_AFTER = 200
# The longest packets take some twenty seconds on a slow machine.
TIMEOUT_SECONDS = 120.0
_TOO_LONG = "El documento tardó demasiado, o su preparación se interrumpió: inténtelo de nuevo."


@dataclass
class _Child:
    process: Any
    pipe: Connection
    done: int = 0

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.join()
        self.process.close()


class Pool:
    """`with Pool(2) as pool: pool.render_packet(...)` from as many threads as it has processes."""

    def __init__(self, size: int = 0, *, recycle_after: int = RECYCLE_AFTER, timeout: float = TIMEOUT_SECONDS) -> None:
        self.size = size or processors()
        self._recycle_after, self._timeout = recycle_after, timeout
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["seho.papers.pool_seed"])
        self._idle: queue.SimpleQueue[_Child | None] = queue.SimpleQueue()
        for _ in range(self.size):
            self._idle.put(None)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *error: object) -> None:
        for _ in range(self.size):
            child = self._idle.get()
            if child is not None:
                child.end()

    def render_packet(
        self, papers: Sequence[Paper], *, title: str, images: Mapping[str, bytes] | None = None
    ) -> Rendered:
        """As `seho.papers.documents.render_packet`, in another process; waits until one is free."""
        child = self._idle.get()
        try:
            child = child or self._begin()
            answer = self._ask(child, (tuple(papers), title, dict(images or {})))
        except BaseException as error:
            if child is not None:
                child.end()
            self._idle.put(None)
            if isinstance(error, EOFError | BrokenPipeError | ConnectionResetError | TimeoutError):
                raise PaperError(_TOO_LONG) from error
            raise
        self._idle.put(self._kept(child))
        if isinstance(answer, PaperError):
            raise answer
        return answer

    def _kept(self, child: _Child) -> _Child | None:
        child.done += 1
        if child.done < self._recycle_after:
            return child
        child.end()
        return None

    def _begin(self) -> _Child:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return _Child(process, ours)

    def _ask(self, child: _Child, asked: Any) -> Rendered | PaperError:
        child.pipe.send(asked)
        if not child.pipe.poll(self._timeout):
            raise TimeoutError
        answer: Rendered | PaperError = child.pipe.recv()
        return answer


def processors() -> int:
    """How many may work at once: those of this process, two at most, for the pages need the others."""
    return min(len(os.sched_getaffinity(0)), 2)


def prepare() -> None:
    """What each process needs before its first paper; it opens no database."""
    if not apps.ready:
        django.setup()
    engine.warm_up()


def _serve(pipe: Connection) -> None:
    """What a process of the pool does until its pipe is closed; who wants to end it, kills it."""
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, signal.SIG_IGN)
    prepare()
    while True:
        try:
            papers, title, images = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(render_packet(papers, title=title, images=images))
        except PaperError as error:
            pipe.send(PaperError(str(error)))
