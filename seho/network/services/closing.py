"""The way of a service to its end: begun, each step written down, closed by its resolution, or given up (art. 33)."""

from __future__ import annotations

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from seho.accounts import audit
from seho.accounts.models import User
from seho.accounts.services import end_membership
from seho.files.scans import CleanFile
from seho.network.enums import AgreementOutcome, ClosingGround, ClosingStep, SehoState, Verdict
from seho.network.models import Closing, ClosingAct, Seho
from seho.network.queries.closing import closing_of, ending_with, way_of
from seho.network.rules.closing import day_problem, inside, step_problem
from seho.network.services.files import keep_file
from seho.network.services.sehos import save_seho
from seho.network.services.writing import done_before, locked, snapshot, write

_WHY = "Cierre del servicio"


@transaction.atomic
def open_closing(
    *, by: User | None, seho: Seho, ground: ClosingGround, motive: str, client_id: uuid.UUID, today: date
) -> Closing:
    """The UGEL begins the closing with its criterion and its motive (art. 33.1, 34)."""
    if before := done_before(Closing, client_id):
        return before
    row = locked(seho)
    if row.state != SehoState.ACTIVE:
        raise ValidationError("Solo se cierra un servicio en funcionamiento.")
    closing = Closing(seho=row, ground=ground, motive=motive, opened_on=today, client_id=client_id)
    return write(closing, by=by, act="Inició el cierre del servicio", before=None)


@transaction.atomic
def correct_closing(*, by: User | None, closing: Closing, ground: ClosingGround, motive: str) -> Closing:
    """Before the resolution says it."""
    row = _open(closing)
    before = snapshot(row)
    row.ground, row.motive = ground, motive
    return write(row, by=by, act="Corrigió el motivo del cierre", before=before)


@transaction.atomic
def withdraw_closing(*, by: User | None, closing: Closing, today: date) -> Closing:
    """The service goes on; what was done for its closing stays in its history."""
    row = _open(closing)
    before = snapshot(row)
    row.withdrawn_on = today
    return write(row, by=by, act="Dejó sin efecto el cierre", before=before)


@transaction.atomic
def record_step(
    *,
    by: User | None,
    closing: Closing,
    step: ClosingStep,
    done_on: date,
    document: str,
    note: str,
    client_id: uuid.UUID,
    today: date,
    file: CleanFile | None = None,
    verdict: str = "",
    outcome: str = "",
    closed_on: date | None = None,
) -> ClosingAct:
    """Write down a step of art. 33.1 with its day and document. The resolution closes the service on `closed_on`."""
    if before := done_before(ClosingAct, client_id):
        return before
    seho = locked(closing.seho)
    row = locked(closing)
    if row.withdrawn_on:
        raise ValidationError("Este cierre quedó sin efecto.")
    way = way_of(row, today=today)
    if problem := step_problem(way, step):
        raise ValidationError(problem)
    if problem := day_problem(way, step, done_on, today=today):
        raise ValidationError({"done_on": problem})
    if verdict == Verdict.OBSERVED and not note:
        raise ValidationError({"note": "Escriba qué debe aclarar la UGEL."})
    act = ClosingAct(
        closing=row, step=step, done_on=done_on, document=document, note=note, client_id=client_id, recorded_by=by,
        verdict=Verdict(verdict) if verdict else "", outcome=AgreementOutcome(outcome) if outcome else "",
        file=keep_file(seho=seho, title=step.label, file=file),
    )  # fmt: skip
    write(act, by=by, act=f"Registró en el cierre: {inside(step.label)}", before=None)
    if step is ClosingStep.RESOLUTION:
        _close(by=by, seho=seho, closing=row, resolution=act, closed_on=closed_on or done_on, today=today)
    return act


def _close(
    *, by: User | None, seho: Seho, closing: Closing, resolution: ClosingAct, closed_on: date, today: date
) -> None:
    """The service ends, and with it the roles and posts of its team and its agreement (art. 33.2).

    What the team did stays readable for its UGEL; the agreement keeps the term that was signed.
    """
    ending = ending_with(seho, closed_on)
    save_seho(
        by=by, today=today, seho=seho, state=SehoState.CLOSED, closed_on=closed_on,
        closing_resolution=resolution.document, closing_reason=closing.motive,
    )  # fmt: skip
    for membership in ending.memberships:
        if by is None or membership.starts_on > closed_on:
            audit.record(by=by, act="Tiene un rol en un servicio que se cerró", obj=membership)
        else:
            end_membership(by=by, membership=membership, ends_on=closed_on, reason=_WHY)
    for post in ending.posts:
        before = snapshot(post)
        post.ends_on = max(closed_on, post.starts_on)
        write(post, by=by, act="Terminó un puesto del equipo", before=before, reason=_WHY)
    for agreement in ending.agreements:
        before = snapshot(agreement)
        agreement.ended_on = closed_on
        write(agreement, by=by, act="Terminó el convenio del servicio", before=before, reason=_WHY)


def _open(closing: Closing) -> Closing:
    row = locked(closing)
    if row.withdrawn_on or closing_of(row.seho) is None or row.seho.state == SehoState.CLOSED:
        raise ValidationError("Este cierre ya terminó.")
    return row
