"""Issuing: freeze the data, render outside of any transaction, store the bytes, then number and write all at once.

The number stands on the paper, so it is foreseen before rendering and checked when it is taken: if another packet
took it in between, this one is rendered again with the next. `docs/adr/0005-issuing-papers.md` says why.
"""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from convalidation.documents import COVER, STEMS, compose, images_of, issuer_of, new_mark
from convalidation.enums import PaperState
from convalidation.models import IssuedDocument, Packet
from convalidation.queries.chain import series_of
from convalidation.queries.preview import Preview, packet_preview
from convalidation.rules import PaperKind
from patients.models import Episode
from patients.services.writing import locked, races_told, write
from seho.accounts import audit
from seho.files import store_bytes
from seho.network.models import Seho
from seho.papers.content import IssueMark, Paper
from seho.papers.documents import render_packet
from seho.papers.engine import Rendered
from seho.papers.models import PaperCounter
from seho.papers.services import next_number, number_text

AREA = "issued"
ATTEMPTS = 8
# Papers are laid out one at a time in a process anyway: who waits here foresees the number after, not before.
_ONE_AT_A_TIME = threading.Lock()
TITLE = "Documentos para el reconocimiento de los aprendizajes"
_CHANGED = "Los datos de la o el estudiante cambiaron mientras se preparaban los documentos. Revise y emita de nuevo."


class NumberTaken(Exception):
    """Another packet took the foreseen number: render again."""


@dataclass(frozen=True)
class Composed:
    """A packet as it will be printed, with the numbers that are foreseen for it; not laid out yet."""

    preview: Preview
    numbers: Mapping[PaperKind, int]
    marks: Mapping[str, IssueMark]
    papers: Sequence[Paper]
    images: Mapping[str, bytes]


@dataclass(frozen=True)
class _Prepared:
    """A packet ready to be written: what was printed and where its bytes lie.

    The list of documents that heads the packet is no numbered paper: it stands in the whole, not alone.
    """

    preview: Preview
    numbers: Mapping[PaperKind, int]
    marks: Mapping[str, IssueMark]
    papers: Sequence[Paper]
    rendered: Rendered
    whole_path: str
    part_paths: Sequence[str]


def issue_packet(
    *,
    by: Any,
    episode: Episode,
    client_id: uuid.UUID,
    today: date,
    window_start: date | None = None,
    replaces: Packet | None = None,
    reason: str = "",
) -> Packet:
    """Issue the papers that art. 13.5 asks for; the same `client_id` answers the same packet again.

    `window_start` names the academic window of an episode that went over into another one (R5; default: the last).
    `replaces` annuls that packet in the same act, with `reason` (R25). Raises ValidationError with what is missing.
    """
    known = Packet.objects.filter(client_id=client_id).first()
    if known is not None:
        return known
    for _ in range(ATTEMPTS):
        try:
            with _ONE_AT_A_TIME:
                return _issue_once(
                    by, packet_preview(_loaded(episode.pk), today, window_start), client_id, replaces, reason
                )
        except NumberTaken:
            continue
    raise ValidationError("Se están emitiendo muchos documentos a la vez. Espere un momento e intente de nuevo.")


def compose_next(episode: Episode, today: date, window_start: date | None, ahead: Mapping[PaperKind, int]) -> Composed:
    """What is to be laid out to issue this packet after those `ahead` of it that have taken no number yet.

    For who lays out many at the same time (`convalidation.services.batches`). Raises ValidationError as `issue_packet`.
    """
    preview = packet_preview(_loaded(episode.pk), today, window_start)
    _refuse_unready(preview, None)
    return _composed(preview, ahead)


def issue_laid_out(*, by: Any, composed: Composed, rendered: Rendered, client_id: uuid.UUID) -> Packet:
    """Issue what was composed and laid out; raises NumberTaken when its numbers are not the next ones any more."""
    return _write(by, _stored(composed, rendered), client_id, composed.preview.episode.version, None, "")


def _issue_once(by: Any, preview: Preview, client_id: uuid.UUID, replaces: Packet | None, reason: str) -> Packet:
    """Foresee, render, store, take; raises NumberTaken when another process was quicker."""
    _refuse_unready(preview, replaces)
    return _write(by, _prepare(preview), client_id, preview.episode.version, replaces, reason)


def _loaded(pk: int) -> Episode:
    return Episode.objects.select_related("patient", "seho__ugel__region", "seho__hospital").get(pk=pk)


def render_draft(preview: Preview) -> bytes:
    """The whole packet as a PDF marked BORRADOR: no numbers, no codes."""
    papers = compose(preview)
    return render_packet(papers, title=TITLE, images=images_of(preview)).whole


def annul_packet(*, by: Any, packet: Packet, reason: str) -> Packet:
    """Take a packet out of force with a reason; its papers are kept and say so when they are verified."""
    with transaction.atomic():
        return _annul(by, packet, reason, PaperState.ANNULLED)


def _annul(by: Any, packet: Packet, reason: str, state: PaperState) -> Packet:
    if not reason.strip():
        raise ValidationError({"reason": ["Escriba el motivo: quedará en el registro del documento."]})
    packet = locked(packet)
    if packet.state != PaperState.VALID:
        raise ValidationError("Estos documentos ya no estaban vigentes.")
    write(
        packet,
        {"state": state, "annulled_at": timezone.now(), "annulled_by": by, "annulled_reason": reason.strip()},
    )
    audit.record(
        by=by,
        act="Anuló documentos emitidos",
        obj=packet,
        seho=packet.episode.seho,
        reason=reason.strip(),
        before={"state": PaperState.VALID},
        after={"state": state},
    )
    return packet


def _refuse_unready(preview: Preview, replaces: Packet | None) -> None:
    if not preview.kinds:
        raise ValidationError(preview.verdict.papers.reason)
    if preview.blocking:
        raise ValidationError([check.text + "." for check in preview.blocking])
    if preview.issued is not None and preview.issued != replaces:
        raise ValidationError("Sus documentos ya fueron emitidos y están vigentes.")


def _prepare(preview: Preview) -> _Prepared:
    """Foresee the numbers, render, and store the bytes under their hash. No transaction is open here."""
    composed = _composed(preview, {})
    return _stored(composed, render_packet(composed.papers, title=TITLE, images=composed.images))


def _composed(preview: Preview, ahead: Mapping[PaperKind, int]) -> Composed:
    seho, year = preview.episode.seho, preview.today.year
    numbers = {kind: _foreseen(seho, kind, year) + ahead.get(kind, 0) for kind in preview.kinds}
    marks = {COVER: new_mark("", preview.today)}
    for kind, number in numbers.items():
        marks[kind] = new_mark(number_text(number, year, issuer_of(seho)), preview.today)
    return Composed(preview, numbers, marks, compose(preview, marks), images_of(preview))


def _stored(composed: Composed, rendered: Rendered) -> _Prepared:
    return _Prepared(
        preview=composed.preview,
        numbers=composed.numbers,
        marks=composed.marks,
        papers=composed.papers,
        rendered=rendered,
        whole_path=store_bytes(AREA, rendered.whole, ".pdf"),
        part_paths=[store_bytes(AREA, part, ".pdf") for part in rendered.parts[-len(composed.numbers) :]],
    )


def _write(
    by: Any, prepared: _Prepared, client_id: uuid.UUID, version: int, replaces: Packet | None, reason: str
) -> Packet:
    preview = prepared.preview
    with races_told(), transaction.atomic():
        episode = locked(preview.episode)
        known = Packet.objects.filter(client_id=client_id).first()
        if known is not None:
            return known
        if episode.version != version:
            raise ValidationError(_CHANGED)
        _take_numbers(preview, prepared.numbers)
        if replaces is not None:
            _annul(by, replaces, reason, PaperState.REPLACED)
        packet = write(_packet(by, prepared, client_id, replaces))
        _write_documents(packet, prepared)
        audit.record(
            by=by,
            act="Emitió documentos",
            obj=packet,
            seho=episode.seho,
            reason=reason,
            after={"band": packet.band, "days": packet.days_accumulated, "papers": list(prepared.numbers)},
        )
    return packet


def _take_numbers(preview: Preview, foreseen: Mapping[PaperKind, int]) -> None:
    """Lock the counters in a fixed order and take their numbers; gives all back when one is not the foreseen one."""
    for kind in sorted(foreseen):
        taken = next_number(series=series_of(preview.episode.seho_id, kind), year=preview.today.year)
        if taken != foreseen[kind]:
            raise NumberTaken


def _foreseen(seho: Seho, kind: PaperKind, year: int) -> int:
    counter = PaperCounter.objects.filter(series=series_of(seho.pk, kind), year=year).first()
    return (counter.last if counter else 0) + 1


def _packet(by: Any, prepared: _Prepared, client_id: uuid.UUID, replaces: Packet | None) -> Packet:
    preview, verdict = prepared.preview, prepared.preview.verdict
    assert preview.enrollment is not None, "checked before"
    return Packet(
        client_id=client_id,
        episode=preview.episode,
        school=preview.enrollment.school,
        enrollment=preview.enrollment,
        starts_on=preview.starts_on,
        ends_on=preview.ends_on,
        days_stay=verdict.stay_days,
        days_accumulated=verdict.days,
        band=verdict.band or "",
        grading=verdict.grading.duty,
        window_starts_on=verdict.window.start,
        window_label=verdict.window.label,
        reason=verdict.reason,
        article=verdict.article,
        code=prepared.marks[COVER].code,
        path=prepared.whole_path,
        sha256=_sha256(prepared.rendered.whole),
        bytes=len(prepared.rendered.whole),
        issued_at=timezone.now(),
        issued_by=by,
        replaces=replaces,
    )


def _write_documents(packet: Packet, prepared: _Prepared) -> None:
    """One row for each paper of the norm; the list of documents, which heads the packet, is no numbered paper."""
    seho, today = prepared.preview.episode.seho, prepared.preview.today
    last = IssuedDocument.objects.filter(seho=seho).order_by("-pk").first()
    previous = last.seal if last else ""
    count = len(prepared.numbers)
    parts = zip(prepared.papers[-count:], prepared.rendered.parts[-count:], prepared.part_paths, strict=True)
    for kind, (paper, data, path) in zip(prepared.preview.kinds, parts, strict=True):
        mark = prepared.marks[kind]
        document = IssuedDocument(
            packet=packet,
            kind=kind,
            seho=seho,
            year=today.year,
            number=prepared.numbers[kind],
            label=f"{STEMS[kind]} N.° {mark.number}",
            code=mark.code,
            content=_frozen(paper),
            path=path,
            sha256=_sha256(data),
            bytes=len(data),
            previous_seal=previous,
            issued_on=today,
        )
        previous = document.seal = document.expected_seal()
        write(document)


def _frozen(paper: Paper) -> dict[str, Any]:
    """What the paper says, as JSON: dates as ISO text."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(paper), cls=DjangoJSONEncoder))
    return data


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
