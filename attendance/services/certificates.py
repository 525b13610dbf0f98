"""Certificates of the hours of volunteers and interns: frozen, rendered, numbered and written; annulled with a reason.

As with the papers of a pupil (docs/adr/0005-issuing-papers.md): the number is foreseen before rendering, outside of any
transaction, and checked when it is taken.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from attendance.models import HelperCertificate, HelperWeek
from attendance.queries.certificates import SERIES
from attendance.queries.helpers import closed_mondays, confirmed_weeks, hours_of
from attendance.rules.helpers import PieceKind
from patients.services.writing import locked, races_told, refuse_field, write
from seho.accounts import audit
from seho.accounts.enums import Role
from seho.accounts.models import Membership
from seho.files import store_bytes
from seho.network.models import Seho
from seho.papers import certificates
from seho.papers.content import IssueMark
from seho.papers.documents import render_paper
from seho.papers.heads import issuer_of, letterhead_of, new_mark, signatures_of
from seho.papers.models import PaperCounter
from seho.papers.services import next_number, number_text
from seho.papers.signing import signer

AREA = "issued"
ATTEMPTS = 8
STEM = "CERTIFICADO"
ISSUE_ACT = "Emitió un certificado"


@dataclass(frozen=True)
class Asked:
    """Which weeks to certify, from the one that begins on `first` to that of `last`, and what to print with them."""

    client_id: uuid.UUID
    first: date
    last: date
    details: Mapping[str, str]  # registry_number; practice, training_center, career


class _NumberTaken(Exception):
    """Another certificate took the foreseen number: render again."""


def series_of(seho_id: int) -> str:
    return f"{SERIES}:{seho_id}"


def issue_certificate(*, by: Any, post: Membership, asked: Asked, today: date) -> HelperCertificate:
    """Certify the confirmed weeks; the same `client_id` answers the same certificate again.

    Raises ValidationError: no confirmed week in the period, or nobody to sign.
    """
    for _ in range(ATTEMPTS):
        known = HelperCertificate.objects.filter(client_id=asked.client_id).first()
        if known is not None:
            return _same_or_refused(known, by, post)
        weeks = _weeks(post, asked)
        try:
            return _issue(by, post, asked, weeks, today)
        except _NumberTaken:
            continue
    raise ValidationError("Se están emitiendo varios certificados a la vez. Espere un momento e intente de nuevo.")


def annul_certificate(*, by: Any, certificate: HelperCertificate, reason: str) -> HelperCertificate:
    """Out of force with a reason: kept, and saying so when it is verified; its weeks may be certified again."""
    if not reason.strip():
        refuse_field("reason", "Escriba el motivo: quedará en el registro del certificado.")
    with transaction.atomic():
        row = locked(certificate)
        if row.annulled_at is not None:
            raise ValidationError("Este certificado ya estaba anulado.")
        write(row, {"annulled_at": timezone.now(), "annulled_by": by, "annulled_reason": reason.strip()})
        audit.record(by=by, act="Anuló un certificado", obj=row, reason=reason.strip())
    return row


def _same_or_refused(known: HelperCertificate, by: Any, post: Membership) -> HelperCertificate:
    if (known.issued_by_id, known.helper_id, known.seho_id) != (by.pk, post.user_id, post.seho_id):
        raise ValidationError("Este certificado ya se emitió con otros datos. Recargue la página.", code="other_body")
    return known


def _weeks(post: Membership, asked: Asked) -> list[HelperWeek]:
    weeks = [week for week in confirmed_weeks(post) if asked.first <= week.monday <= asked.last]
    if asked.last < asked.first:
        refuse_field("last", "La última semana no puede ser anterior a la primera.")
    if not weeks:
        refuse_field("first", "No hay horas confirmadas en esas semanas.")
    return weeks


def _issue(by: Any, post: Membership, asked: Asked, weeks: Sequence[HelperWeek], today: date) -> HelperCertificate:
    seho = Seho.objects.select_related("ugel__region", "hospital").get(pk=post.seho_id)
    counter = PaperCounter.objects.filter(series=series_of(seho.pk), year=today.year).first()
    number = (counter.last if counter else 0) + 1
    sign = signer()
    mark = new_mark(number_text(number, today.year, issuer_of(seho)), today, signed=sign is not None)
    paper = _compose(post, seho, asked, weeks, mark, today)
    data = (sign or bytes)(render_paper(paper))
    stored = {"path": store_bytes(AREA, data, ".pdf"), "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    row = HelperCertificate(
        client_id=asked.client_id, seho=seho, helper_id=post.user_id, role=post.role, starts_on=paper.starts_on,
        ends_on=paper.ends_on, minutes=paper.minutes, year=today.year, number=number, label=f"{STEM} N.° {mark.number}",
        code=mark.code, content=_frozen(paper), issued_on=today, issued_at=timezone.now(), issued_by=by, **stored,
    )  # fmt: skip
    return _record(by, post, row, weeks)


def _record(by: Any, post: Membership, row: HelperCertificate, weeks: Sequence[HelperWeek]) -> HelperCertificate:
    """All or nothing: the number, the weeks as they were read, the row, the act."""
    with races_told(), transaction.atomic():
        if next_number(series=series_of(row.seho_id), year=row.year) != row.number:
            raise _NumberTaken
        read = {(week.pk, week.minutes) for week in weeks}
        still = HelperWeek.objects.select_for_update().filter(pk__in=[week.pk for week in weeks])
        mondays = [week.monday for week in weeks]
        is_certified = closed_mondays(row.seho_id, post.user_id, mondays)
        if is_certified or {(week.pk, week.minutes) for week in still} != read:
            raise ValidationError("Las horas cambiaron mientras se preparaba el certificado. Revise y emita de nuevo.")
        row.seal = row.expected_seal()
        write(row)
        audit.record(
            by=by, act=ISSUE_ACT, obj=row, after=audit.snapshot(row, ("role", "starts_on", "ends_on", "minutes"))
        )
    return row


def _compose(
    post: Membership, seho: Seho, asked: Asked, weeks: Sequence[HelperWeek], mark: IssueMark, today: date
) -> certificates.HelperCertificate:
    """The period runs from the first to the last certified week, within the post and not beyond today."""
    signatures = signatures_of(seho, today, Role.COORDINATOR)
    if not signatures:
        raise ValidationError("El servicio no tiene coordinadora o coordinador que firme.")
    starts_on = max(weeks[0].monday, post.starts_on)
    ends_on = min(weeks[-1].sunday, post.ends_on or today, today)
    mondays = {week.monday for week in weeks}
    lines = hours_of([seho.pk], [post.user_id], starts_on, ends_on).get((seho.pk, post.user_id), [])
    kinds = [line.piece.kind for line in lines if any(0 <= (line.day - monday).days < 7 for monday in mondays)]
    made = certificates.PracticeCertificate if post.role == Role.INTERN else certificates.VolunteeringCertificate
    details: dict[str, Any] = dict(asked.details)
    return made(
        letterhead=letterhead_of(seho, today), mark=mark, signatures=signatures, holder_name=post.user.full_name,
        document_number=post.user.document_number, starts_on=starts_on, ends_on=ends_on,
        minutes=sum(week.minutes for week in weeks), weeks=len(weeks), sessions=kinds.count(PieceKind.SESSION),
        tasks=kinds.count(PieceKind.TASK), **details,
    )  # fmt: skip


def _frozen(paper: certificates.HelperCertificate) -> dict[str, Any]:
    """What the paper says, as JSON: dates as ISO text."""
    data: dict[str, Any] = json.loads(json.dumps(asdict(paper), cls=DjangoJSONEncoder))
    return data
