"""How a version of a plan comes into force: sent, returned with comments or approved, and read again (11.4, R11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from attendance.enums import PlanSection, PlanState
from attendance.models import PlanComment, PlanReview, PlanVersion
from attendance.rules import check_in_force_from
from attendance.services.plans import gaps_of
from patients.services.writing import locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.forms import check_version

_MOVED_ON = "Este plan ya no está por aprobar: vuelva a abrirlo y vea cómo quedó."


def send_plan(*, by: Any, draft: PlanVersion) -> PlanVersion:
    """Ask the coordinator to approve it; sent twice is sent once."""
    with transaction.atomic():
        draft = locked(draft)
        if draft.state == PlanState.SENT:
            return draft
        _refuse_settled(draft)
        _refuse_gaps(draft, "enviarlo")
        _move(draft, PlanState.SENT, sent_at=timezone.now(), sent_by=by)
        _record(by, draft, "Envió el plan a aprobación")
    return draft


def recall_plan(*, by: Any, draft: PlanVersion) -> PlanVersion:
    """Take it back to go on writing."""
    with transaction.atomic():
        draft = locked(draft)
        if draft.state == PlanState.SENT:
            waits = draft.comments.filter(resolved_at=None).exists()
            _move(draft, PlanState.RETURNED if waits else PlanState.DRAFT)
            _record(by, draft, "Retiró el plan del pedido de aprobación")
    return draft


def return_plan(*, by: Any, draft: PlanVersion, comments: Mapping[str, str], version: int) -> PlanVersion:
    """Give it back with what should change, by section. Raises VersionConflict when it changed since it was read."""
    said = {section: text for section, text in comments.items() if text.strip()}
    if not said:
        refuse_field(PlanSection.WHOLE, "Escriba al menos un comentario: quien lo escribió debe saber qué cambiar.")
    with transaction.atomic():
        draft = locked(draft)
        if draft.state != PlanState.SENT:
            raise ValidationError(_MOVED_ON)
        check_version(draft, version)
        now = timezone.now()
        for section, text in said.items():
            write(PlanComment(plan_version=draft, section=section, text=text, made_by=by, made_at=now))
        _move(draft, PlanState.RETURNED)
        _record(by, draft, "Devolvió el plan con comentarios", sections=sorted(said))
    return draft


def enforce_plan(
    *, by: Any, draft: PlanVersion, today: date, in_force_from: date | None = None, version: int | None = None
) -> PlanVersion:
    """Approve it and put it in force: from the given day, else the one its author proposed, else today or the last day
    in the service. The version that was in force is kept as replaced.

    `version`: the one that was read; VersionConflict when it changed since.
    """
    with races_told(), transaction.atomic():
        draft = locked(draft)
        if not draft.is_open:
            return draft
        if version is not None:
            check_version(draft, version)
        _refuse_gaps(draft, "ponerlo en vigencia")
        episode = draft.plan.episode
        former = draft.plan.versions.filter(state=PlanState.IN_FORCE).first()
        day = in_force_from or draft.in_force_from or min(today, episode.ends_on or today)
        refuse(check_in_force_from(
            day, starts_on=episode.starts_on, ends_on=episode.ends_on,
            former_from=former.in_force_from if former else None, today=today,
        ))  # fmt: skip
        if former is not None:
            write(former, {"state": PlanState.SUPERSEDED, "in_force_until": day, "version": former.version + 1})
        now = timezone.now()
        for comment in draft.comments.filter(resolved_at=None):
            write(comment, {"resolved_at": now, "resolved_by": by})
        _move(draft, PlanState.IN_FORCE, in_force_from=day, approved_at=now, approved_by=by)
        _record(by, draft, "Puso en vigencia el plan", in_force_from=day)
    return draft


def answer_comment(*, by: Any, comment: PlanComment, answer: str = "") -> PlanComment:
    """Say what was done about it, or only that it was."""
    with transaction.atomic():
        comment = locked(comment)
        if comment.resolved_at is None:
            write(comment, {"answer": answer, "resolved_at": timezone.now(), "resolved_by": by})
            _record(by, comment.plan_version, "Respondió un comentario al plan", section=comment.section)
    return comment


def review_plan(*, by: Any, version: PlanVersion, note: str, today: date) -> PlanReview:
    """It was read again after the type changed, and goes on as it is (R11); once a day."""
    with races_told(), transaction.atomic():
        version = locked(version)
        if version.state != PlanState.IN_FORCE:
            raise ValidationError("Se revisa el plan vigente: esta versión ya no lo está.")
        known = version.reviews.filter(reviewed_on=today).first()
        if known is not None:
            return known
        review = write(PlanReview(plan_version=version, reviewed_on=today, note=note, reviewed_by=by))
        _record(by, version, "Revisó el plan: sigue igual", reviewed_on=today)
    return review


def _refuse_settled(draft: PlanVersion) -> None:
    if not draft.is_open:
        raise ValidationError("Esta versión del plan ya está vigente: abra una nueva versión para cambiarla.")


def _refuse_gaps(draft: PlanVersion, act: str) -> None:
    if gaps := gaps_of(draft):
        raise ValidationError(f"Para {act} falta {'; '.join(gaps)} (art. 11.4).")


def _move(draft: PlanVersion, state: PlanState, **values: Any) -> None:
    write(draft, {"state": state, "version": draft.version + 1, **values})


def _record(by: Any, draft: PlanVersion, act: str, **after: Any) -> None:
    audit.record(by=by, act=act, obj=draft, seho=draft.plan.episode.seho, after={"number": draft.number, **after})
