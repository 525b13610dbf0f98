"""Issuing for a whole service: asked for at once, done one after another in the background.

Several packets are laid out at the same time, in processes of their own; the numbers foreseen for them follow one
another, and they are issued in that order. One that fails, or another person who issues in between, moves the numbers:
then those behind are laid out again. The key of each item makes its issue happen once, whoever does it again.
"""

from __future__ import annotations

import uuid
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from convalidation import permissions
from convalidation.enums import BatchItemState, Purpose
from convalidation.models import Batch, BatchItem, Packet
from convalidation.rules import PaperKind
from convalidation.services.issuing import (
    ATTEMPTS,
    Composed,
    NumberTaken,
    compose_next,
    issue_laid_out,
)
from patients.services.writing import races_told, write
from seho.accounts import audit
from seho.accounts.permissions import Denied
from seho.jobs import progress, services
from seho.jobs.models import Job
from seho.network.models import Seho
from seho.papers.content import PaperError
from seho.papers.engine import Rendered
from seho.papers.pool import Pool
from seho.text import plural

KIND = "batch"
BEAT_SECONDS = 5.0
_MOVED = "Sus fechas cambiaron desde que pidió emitir: revise sus documentos."
_BUSY = "Otras personas emitían al mismo tiempo. Intente de nuevo."


# --- asking ----------------------------------------------------------------------------------------


def start_batch(
    *,
    by: Any,
    seho: Seho,
    chosen: Sequence[tuple[int, date]],
    client_id: uuid.UUID,
    purpose: Purpose = Purpose.RECOGNITION,
    until: date | None = None,
) -> Batch:
    """Issue the papers of these times in the service (episode, first day of the window); the same key asks once."""
    if not chosen:
        raise ValidationError({"chosen": ["Elija al menos a una o un estudiante."]})
    with races_told(), transaction.atomic():
        known: Batch | None = Batch.objects.filter(client_id=client_id).first()
        if known is not None:
            return known
        title = f"Emitir documentos de {plural(len(chosen), 'estudiante', 'estudiantes')}"
        job = services.start(by=by, kind=KIND, title=title, seho=seho, total=len(chosen), client_id=client_id)
        batch = write(
            Batch(
                client_id=client_id, seho=seho, title=title, purpose=purpose, until=until, job=job,
                created_at=timezone.now(), created_by=by,
            )
        )  # fmt: skip
        for episode_id, starts_on in chosen:
            write(BatchItem(batch=batch, episode_id=episode_id, window_starts_on=starts_on))
        after = {"purpose": purpose, "count": len(chosen)}
        audit.record(by=by, act="Pidió emitir documentos del servicio", obj=batch, after=after)
    return batch


# --- doing -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _InFlight:
    item: BatchItem
    composed: Composed
    rendered: Future[Rendered]


def work(job: Job, today: date) -> None:
    """Issue what is left of the batch of a job. The processes end with it."""
    with Pool() as pool, ThreadPoolExecutor(pool.size) as threads:
        _Line(job, today, pool, threads).run()


class _Line:
    """The items that wait and those that are being laid out, in their order."""

    def __init__(self, job: Job, today: date, pool: Pool, threads: ThreadPoolExecutor) -> None:
        self.job, self.today, self.pool, self.threads = job, today, pool, threads
        self.purpose, self.until = Purpose(job.batch.purpose), job.batch.until
        self.width = pool.size + 1  # one more is ready while the first is being written
        items = BatchItem.objects.filter(batch=job.batch).order_by("pk")
        related = items.select_related("episode__seho", "episode__patient")
        self.waiting = deque(related.exclude(state=BatchItemState.ISSUED))
        self.in_flight: deque[_InFlight] = deque()
        self.attempts: Counter[int] = Counter()
        progress.count(job, done=items.filter(state=BatchItemState.ISSUED).count())

    def run(self) -> None:
        while self.waiting or self.in_flight:
            progress.beat(self.job)
            while self.waiting and len(self.in_flight) < self.width:
                self._send(self.waiting.popleft())
            if self.in_flight:
                self._receive(self.in_flight.popleft())

    def _send(self, item: BatchItem) -> None:
        """Compose it with the numbers after those in flight, and let it be laid out."""
        issued = Packet.objects.filter(client_id=item.client_id).first()
        if issued is not None:  # by whoever was interrupted before noting it
            self._note_issued(item, issued)
            return
        try:
            composed = self._composed(item)
        except ValidationError as error:
            self._note_failed(item, " ".join(error.messages))
            return
        rendered = self.threads.submit(
            self.pool.render_packet, composed.papers, title=composed.title, images=composed.images
        )
        self.in_flight.append(_InFlight(item, composed, rendered))

    def _composed(self, item: BatchItem) -> Composed:
        allowed = permissions.can_issue(self.job.by, item.episode)
        if isinstance(allowed, Denied):
            raise ValidationError(allowed.reason)
        composed = compose_next(
            item.episode, self.today, item.window_starts_on, self._ahead(), purpose=self.purpose, until=self.until
        )
        if composed.preview.verdict.window.start != item.window_starts_on:
            raise ValidationError(_MOVED)
        return composed

    def _ahead(self) -> Counter[PaperKind]:
        return Counter(kind for one in self.in_flight for kind in one.composed.numbers)

    def _receive(self, first: _InFlight) -> None:
        """Issue the first one in flight; if it is not, the numbers of those behind it are wrong."""
        item = first.item
        try:
            rendered = self._waited_for(first.rendered)
            packet = issue_laid_out(
                by=self.job.by, composed=first.composed, rendered=rendered, client_id=item.client_id
            )
        except NumberTaken:
            self.attempts[item.pk] += 1
            if self.attempts[item.pk] < ATTEMPTS:
                self._call_back()
                self.waiting.appendleft(item)
            else:
                self._fail(item, _BUSY)
        except PaperError as error:
            self._fail(item, str(error))
        except ValidationError as error:
            self._fail(item, " ".join(error.messages))
        else:
            self._note_issued(item, packet)

    def _waited_for(self, rendered: Future[Rendered]) -> Rendered:
        while True:
            try:
                return rendered.result(timeout=BEAT_SECONDS)
            except TimeoutError:
                progress.beat(self.job)

    def _fail(self, item: BatchItem, problem: str) -> None:
        self._note_failed(item, problem)
        self._call_back()

    def _call_back(self) -> None:
        self.waiting.extendleft(one.item for one in reversed(self.in_flight))
        for one in self.in_flight:
            one.rendered.cancel()
        self.in_flight.clear()

    def _note_issued(self, item: BatchItem, packet: Packet) -> None:
        """It is so even if the job was stopped meanwhile; the next turn counts anew."""
        write(item, {"state": BatchItemState.ISSUED, "packet": packet, "problem": ""})
        progress.step_done(self.job)

    def _note_failed(self, item: BatchItem, problem: str) -> None:
        with transaction.atomic():
            write(item, {"state": BatchItemState.FAILED, "problem": problem[:600]})
            progress.step_failed(self.job)
