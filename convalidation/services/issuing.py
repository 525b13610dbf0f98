"""Issuing: freeze the data, render outside of any transaction, store the bytes, then number and write all at once.

The number stands on the paper, so it is foreseen before rendering and checked when it is taken: if another packet
took it in between, this one is rendered again with the next. `docs/adr/0005-issuing-papers.md` says why.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from convalidation.documents import COVER, compose, images_of
from convalidation.enums import Purpose
from convalidation.models import Packet
from convalidation.queries.preview import Preview
from convalidation.queries.purposes import preview_of
from convalidation.rules import PaperKind
from convalidation.services.recording import (
    Act,
    NumberTaken,
    Prepared,
    Stored,
    foreseen_number,
    record_packet,
    sha256_of,
)
from patients.models import Episode
from seho.files import store_bytes
from seho.papers.content import IssueMark, Paper
from seho.papers.documents import render_packet
from seho.papers.engine import Rendered
from seho.papers.heads import issuer_of, new_mark
from seho.papers.services import number_text
from seho.papers.signing import signer

__all__ = [
    "ATTEMPTS",
    "TITLE",
    "Composed",
    "NumberTaken",
    "compose_next",
    "issue_at_egress",
    "issue_laid_out",
    "issue_packet",
    "key_of_return",
    "render_draft",
]

AREA = "issued"
ATTEMPTS = 8
TITLE = Preview.title
# Papers are laid out one at a time in a process anyway: who waits here foresees the number after, not before.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Composed:
    """A packet as it will be printed, with the numbers that are foreseen for it; not laid out yet."""

    preview: Preview
    numbers: Mapping[PaperKind, int]
    marks: Mapping[str, IssueMark]
    papers: Sequence[Paper]
    images: Mapping[str, bytes]

    @property
    def title(self) -> str:
        return self.preview.title


def issue_packet(
    *,
    by: Any,
    episode: Episode,
    client_id: uuid.UUID,
    today: date,
    window_start: date | None = None,
    replaces: Packet | None = None,
    reason: str = "",
    purpose: Purpose = Purpose.RECOGNITION,
    until: date | None = None,
) -> Packet:
    """Issue the papers that the norm asks for; the same `client_id` answers the same packet again.

    `window_start` names the academic window of an episode that went over into another one (R5; default: the last),
    `until` the end of the period that is closed (R18). `replaces` annuls that packet in the same act, with `reason`
    (R25). Raises ValidationError with what is missing.
    """
    act = Act(by, client_id, replaces, reason)
    for _ in range(ATTEMPTS):
        known = Packet.objects.filter(client_id=client_id).first()
        if known is not None:
            return known
        try:
            with _ONE_AT_A_TIME:
                loaded = _loaded(episode.pk)
                preview = preview_of(loaded, today, purpose=purpose, window_start=window_start, until=until)
                refuse_unready(preview, replaces)
                return record_packet(act, _prepare(preview))
        except NumberTaken:
            continue
    raise ValidationError("Se están emitiendo muchos documentos a la vez. Espere un momento e intente de nuevo.")


def issue_at_egress(
    *, by: Any, episode: Episode, client_id: uuid.UUID, today: date, window_start: date | None = None
) -> tuple[Packet, Packet]:
    """The papers of the recognition and the report of the return in one act (art. 13.5, 14.1).

    Each is whole by itself: sent again after an interruption, what is missing is issued and nothing twice.
    """
    packet = issue_packet(by=by, episode=episode, client_id=client_id, today=today, window_start=window_start)
    key = key_of_return(client_id)
    return packet, issue_packet(by=by, episode=episode, client_id=key, today=today, purpose=Purpose.RETURN)


def key_of_return(client_id: uuid.UUID) -> uuid.UUID:
    """The key of the report of the return that goes out in the act of that key."""
    return uuid.uuid5(client_id, Purpose.RETURN)


def compose_next(
    episode: Episode,
    today: date,
    window_start: date | None,
    ahead: Mapping[PaperKind, int],
    *,
    purpose: Purpose = Purpose.RECOGNITION,
    until: date | None = None,
) -> Composed:
    """What is to be laid out to issue this packet after those `ahead` of it that have taken no number yet.

    For who lays out many at the same time (`convalidation.services.batches`). Raises ValidationError as `issue_packet`.
    """
    loaded = _loaded(episode.pk)
    preview = preview_of(loaded, today, purpose=purpose, window_start=window_start, until=until)
    refuse_unready(preview, None)
    return _composed(preview, ahead)


def issue_laid_out(*, by: Any, composed: Composed, rendered: Rendered, client_id: uuid.UUID) -> Packet:
    """Issue what was composed and laid out; raises NumberTaken when its numbers are not the next ones any more."""
    return record_packet(Act(by, client_id), _stored(composed, rendered))


def render_draft(preview: Preview) -> bytes:
    """The whole packet as a PDF marked BORRADOR: no numbers, no codes."""
    return render_packet(compose(preview), title=preview.title, images=images_of(preview)).whole


def refuse_unready(preview: Preview, replaces: Packet | None) -> None:
    if not preview.kinds:
        raise ValidationError(preview.due.reason)
    if preview.blocking:
        raise ValidationError([check.text + "." for check in preview.blocking])
    if preview.issued is not None and preview.issued != replaces:
        raise ValidationError(preview.already)


def _loaded(pk: int) -> Episode:
    return Episode.objects.select_related("patient", "seho__ugel__region", "seho__hospital").get(pk=pk)


def _prepare(preview: Preview) -> Prepared:
    """Foresee the numbers, render, and store the bytes under their hash. No transaction is open here."""
    composed = _composed(preview, {})
    return _stored(composed, render_packet(composed.papers, title=composed.title, images=composed.images))


def _composed(preview: Preview, ahead: Mapping[PaperKind, int]) -> Composed:
    seho, year = preview.episode.seho, preview.today.year
    signed = signer() is not None
    numbers = {kind: foreseen_number(seho, kind, year) + ahead.get(kind, 0) for kind in preview.kinds}
    marks = {COVER: new_mark("", preview.today, signed=signed)}
    for kind, number in numbers.items():
        marks[kind] = new_mark(number_text(number, year, issuer_of(seho)), preview.today, signed=signed)
    return Composed(preview, numbers, marks, compose(preview, marks), images_of(preview))


def _stored(composed: Composed, rendered: Rendered) -> Prepared:
    """Sign where there is a certificate, and keep the bytes."""
    sign = signer() or bytes
    count = len(composed.numbers)
    parts = [_kept(sign(part)) for part in rendered.parts[-count:]]
    is_of_the_return = composed.preview.purpose == Purpose.RETURN
    return Prepared(
        preview=composed.preview,
        numbers=composed.numbers,
        marks=composed.marks,
        papers=composed.papers[-count:],
        # What goes to the school as a whole never holds the report for the family.
        whole=parts[0] if is_of_the_return else _kept(sign(rendered.whole)),
        parts=parts,
    )


def _kept(data: bytes) -> Stored:
    return Stored(store_bytes(AREA, data, ".pdf"), sha256_of(data), len(data))
