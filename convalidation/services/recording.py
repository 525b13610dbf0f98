"""The one short transaction of an issue: the episode as it was read, the numbers, the rows, the chain, the act."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from convalidation.documents import COVER, STEMS
from convalidation.enums import PaperState
from convalidation.models import IssuedDocument, Packet
from convalidation.queries.chain import ISSUE_ACT, series_of
from convalidation.queries.preview import Preview
from convalidation.queries.purposes import RegistrationPreview
from convalidation.rules import PaperKind
from convalidation.services.annulling import take_out_of_force
from convalidation.services.signing import keep_own_signatures
from patients.models import SiagieStatus
from patients.services import communicate_siagie
from patients.services.writing import locked, races_told, write
from seho.accounts import audit
from seho.network.models import Seho
from seho.papers.content import IssueMark, Paper
from seho.papers.models import PaperCounter
from seho.papers.services import next_number

_CHANGED = "Los datos de la o el estudiante cambiaron mientras se preparaban los documentos. Revise y emita de nuevo."


class NumberTaken(Exception):
    """Another packet took the foreseen number: render again."""


@dataclass(frozen=True)
class Stored:
    """Bytes that lie in store, by their hash."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Prepared:
    """A packet ready to be written: what was printed and where its bytes lie.

    `papers` and `parts` are those with a number, in the order of the kinds of the preview; the list that heads a packet
    is none of them: it stands in the whole, not alone.
    """

    preview: Preview
    numbers: Mapping[PaperKind, int]
    marks: Mapping[str, IssueMark]
    papers: Sequence[Paper]
    whole: Stored
    parts: Sequence[Stored]


@dataclass(frozen=True)
class Act:
    """Who issues, under which key, and which packet is replaced for what reason."""

    by: Any
    client_id: uuid.UUID
    replaces: Packet | None = None
    reason: str = ""


def foreseen_number(seho: Seho, kind: PaperKind, year: int) -> int:
    """The next number as it stands; `record_packet` takes it or refuses."""
    counter = PaperCounter.objects.filter(series=series_of(seho.pk, kind), year=year).first()
    return (counter.last if counter else 0) + 1


def record_packet(act: Act, prepared: Prepared) -> Packet:
    """All or nothing. Raises NumberTaken, or ValidationError where the data changed since they were read."""
    preview = prepared.preview
    with races_told(), transaction.atomic():
        episode = locked(preview.episode)
        known = Packet.objects.filter(client_id=act.client_id).first()
        if known is not None:
            return known
        if episode.version != preview.episode.version:
            raise ValidationError(_CHANGED)
        _take_numbers(preview, prepared.numbers)
        if act.replaces is not None:
            take_out_of_force(act.by, act.replaces, act.reason, PaperState.REPLACED)
        packet = write(_packet(act, prepared))
        _write_documents(packet, prepared)
        keep_own_signatures(by=act.by, packet=packet)
        if isinstance(preview, RegistrationPreview):
            _date_communication(act.by, preview)
        audit.record(
            by=act.by,
            act=ISSUE_ACT,
            obj=packet,
            seho=episode.seho,
            reason=act.reason,
            after={
                "purpose": packet.purpose, "band": packet.band, "days": packet.days_accumulated,
                "papers": list(prepared.numbers),
            },
        )  # fmt: skip
    return packet


def _take_numbers(preview: Preview, foreseen: Mapping[PaperKind, int]) -> None:
    """Lock the counters in a fixed order and take their numbers; gives all back when one is not the foreseen one."""
    for kind in sorted(foreseen):
        taken = next_number(series=series_of(preview.episode.seho_id, kind), year=preview.today.year)
        if taken != foreseen[kind]:
            raise NumberTaken


def _date_communication(by: Any, preview: RegistrationPreview) -> None:
    """The communication is the act of art. 10.4: its state is communicated on the day of the issue."""
    assert preview.status is not None, "checked before"
    status: SiagieStatus = locked(preview.status)
    if status.ends_on is not None:
        raise ValidationError(_CHANGED)
    if status.communicated_on is None:
        communicate_siagie(by=by, status=status, on=preview.today, today=preview.today)


def _packet(act: Act, prepared: Prepared) -> Packet:
    preview, verdict, whole = prepared.preview, prepared.preview.verdict, prepared.whole
    assert preview.enrollment is not None, "checked before"
    return Packet(
        client_id=act.client_id,
        purpose=preview.purpose,
        episode=preview.episode,
        school=preview.enrollment.school,
        enrollment=preview.enrollment,
        starts_on=preview.starts_on,
        ends_on=preview.ends_on,
        days_stay=verdict.stay_days,
        days_accumulated=verdict.days,
        band=preview.band or "",
        grading=preview.grading,
        window_starts_on=verdict.window.start,
        window_label=verdict.window.label,
        reason=preview.reason,
        article=preview.due.article,
        code=prepared.marks[COVER].code,
        path=whole.path,
        sha256=whole.sha256,
        bytes=whole.size,
        issued_at=timezone.now(),
        issued_by=act.by,
        replaces=act.replaces,
    )


def _write_documents(packet: Packet, prepared: Prepared) -> None:
    """One row for each numbered paper, each sealed onto the one that the service issued before it."""
    seho, today = prepared.preview.episode.seho, prepared.preview.today
    last = IssuedDocument.objects.filter(seho=seho).order_by("-pk").first()
    previous = last.seal if last else ""
    for kind, paper, part in zip(prepared.preview.kinds, prepared.papers, prepared.parts, strict=True):
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
            path=part.path,
            sha256=part.sha256,
            bytes=part.size,
            previous_seal=previous,
            issued_on=today,
        )
        previous = document.seal = document.expected_seal()
        write(document)


def _frozen(paper: Paper) -> dict[str, Any]:
    """What the paper says, as JSON: dates as ISO text."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(paper), cls=DjangoJSONEncoder))
    return data


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
