"""The way of a new service: proposal, dossier, opinion, resolution, code, start (art. 24 to 29)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction

from seho.accounts.models import User
from seho.files.scans import CleanFile
from seho.network import demand
from seho.network.enums import DossierPart, SehoState, Verdict
from seho.network.models import DossierPaper, Opinion, Proposal, Seho
from seho.network.queries.founding import dossier_of, facts_of
from seho.network.rules.founding import (
    CRITERIA,
    asking_problem,
    going_on_problem,
    resolution_problem,
    start_problem,
    withdrawal_problem,
)
from seho.network.services.files import keep_file
from seho.network.services.sehos import save_seho
from seho.network.services.writing import fill, locked, not_later, snapshot, write

COST_FIELDS = ("cost_posts", "cost_materials", "cost_others")


class Paper(TypedDict):
    """What is written down of a report of the dossier; a new file takes the place of the one before."""

    number: str
    issued_on: date | None
    note: str
    file: CleanFile | None


@transaction.atomic
def propose(*, by: User | None, today: date, **values: Any) -> Proposal:
    """The UGEL opens the proposal of a new service (art. 25.1); ``values`` as `save_seho` takes them."""
    seho = save_seho(by=by, today=today, state=SehoState.PLANNED, **values)
    return open_proposal(by=by, seho=seho, today=today)


@transaction.atomic
def open_proposal(*, by: User | None, seho: Seho, today: date) -> Proposal:
    """The dossier of a service that is registered and does not work yet."""
    if seho.state != SehoState.PLANNED:
        raise ValidationError("El servicio ya funciona o se cerró: su expediente no se abre de nuevo.")
    if found := Proposal.objects.filter(seho=seho).first():
        return found
    return write(Proposal(seho=seho, opened_on=today), by=by, act="Abrió la propuesta del servicio", before=None)


@transaction.atomic
def save_demand(
    *,
    by: User | None,
    proposal: Proposal,
    grounds: Mapping[str, str],
    paper: Paper,
    today: date,
    year: int | None = None,
) -> Proposal:
    """The report on the demand with the criteria of focalization, by their letter (art. 25.2, 29).

    With ``year`` the figures of that school year are counted now and kept with it.
    """
    row = _open_one(proposal)
    if unknown := set(grounds) - set(CRITERIA[row.seho.scope]):
        raise ValidationError(f"El ámbito del servicio no tiene los criterios {', '.join(sorted(unknown))} (art. 29).")
    before = snapshot(row)
    row.grounds = {letter: words for letter, words in sorted(grounds.items()) if words}
    if year is not None:
        if year not in demand.years(today):
            raise ValidationError({"year": "De ese año escolar no hay cifras."})
        row.demand = _figures(row.seho, year, today)
    _save_paper(row, DossierPart.DEMAND, paper, by=by, today=today)
    return write(row, by=by, act="Sustentó la demanda de atención", before=before)


def _figures(seho: Seho, year: int | None, today: date) -> dict[str, Any]:
    """As they are kept; nothing where no service of the UGEL ever worked."""
    found = demand.demand_of(seho.ugel, year, today=today) if year is not None else None
    return found.as_json if found else {}


@transaction.atomic
def save_costs(
    *, by: User | None, proposal: Proposal, amounts: Mapping[str, Decimal | None], paper: Paper, today: date
) -> Proposal:
    """Resources and what they cost in a year; ``amounts`` by the names of COST_FIELDS (art. 25.2)."""
    row = _open_one(proposal)
    before = snapshot(row)
    fill(row, dict(amounts), COST_FIELDS)
    _save_paper(row, DossierPart.COSTS, paper, by=by, today=today)
    return write(row, by=by, act="Registró los recursos y costos", before=before)


def _save_paper(row: Proposal, part: DossierPart, paper: Paper, *, by: User | None, today: date) -> None:
    not_later(today, issued_on=paper["issued_on"])
    report = row.papers.filter(part=part).first() or DossierPaper(proposal=row, part=part)
    before = snapshot(report) if report.pk else None
    kept = keep_file(seho=row.seho, title=part.label, file=paper["file"])
    report.number, report.issued_on, report.note = paper["number"], paper["issued_on"], paper["note"]
    report.file = kept or report.file
    if before is None or snapshot(report) != before:
        write(report, by=by, act="Registró un documento del expediente", before=before)


@transaction.atomic
def ask_opinion(*, by: User | None, proposal: Proposal, asked_on: date, asked_with: str, today: date) -> Opinion:
    """The UGEL sends the whole dossier to MINEDU, with the figures of the demand as they are now kept (art. 25.2)."""
    row = _going_on(proposal)
    if problem := asking_problem(dossier_of(row, today=today)):
        raise ValidationError(problem)
    not_later(today, asked_on=asked_on)
    if asked_on < row.opened_on:
        raise ValidationError({"asked_on": f"La propuesta se abrió el {row.opened_on:%d/%m/%Y}."})
    figures = row.demand or _figures(row.seho, demand.usual_year(today), today)
    opinion = Opinion(proposal=row, asked_on=asked_on, asked_with=asked_with, demand=figures)
    return write(opinion, by=by, act="Solicitó la opinión del Minedu", before=None)


@transaction.atomic
def give_opinion(
    *,
    by: User | None,
    proposal: Proposal,
    verdict: Verdict,
    number: str,
    issued_on: date,
    observations: str,
    file: CleanFile | None,
    today: date,
) -> Opinion:
    """MINEDU answers; an observed proposal goes back to its UGEL (art. 25.2, 25.3)."""
    opinion = _going_on(proposal).opinions.filter(verdict="", withdrawn_on=None).first()
    if opinion is None:
        raise ValidationError("La UGEL no tiene una opinión por recibir: primero la solicita.")
    not_later(today, issued_on=issued_on)
    if issued_on < opinion.asked_on:
        raise ValidationError({"issued_on": f"La opinión se solicitó el {opinion.asked_on:%d/%m/%Y}."})
    if verdict == Verdict.OBSERVED and not observations:
        raise ValidationError({"observations": "Escriba qué debe corregir la UGEL."})
    before = snapshot(opinion)
    opinion.verdict, opinion.number, opinion.issued_on = verdict, number, issued_on
    opinion.observations = observations
    opinion.file = keep_file(seho=proposal.seho, title="Opinión del Minedu", file=file)
    act = "Emitió opinión favorable" if verdict == Verdict.FAVOURABLE else "Observó la propuesta"
    return write(opinion, by=by, act=act, before=before)


@transaction.atomic
def issue_resolution(
    *, by: User | None, proposal: Proposal, number: str, issued_on: date, file: CleanFile | None, today: date
) -> Proposal:
    """The UGEL's resolution, after the favourable opinion (art. 25.3, 39.a)."""
    row = _going_on(proposal)
    not_later(today, issued_on=issued_on)
    if problem := resolution_problem(facts_of(row), issued_on):
        raise ValidationError({"issued_on": problem})
    seho = locked(row.seho)
    before = snapshot(seho)
    seho.resolution_number, seho.resolution_on = number, issued_on
    write(seho, by=by, act="Emitió la resolución de implementación", before=before)
    kept = keep_file(seho=seho, title="Resolución de implementación", file=file)
    if kept is not None:
        row.resolution_file = kept
        row.save(update_fields=["resolution_file"])
    return Proposal.objects.get(pk=row.pk)


@transaction.atomic
def ask_code(*, by: User | None, proposal: Proposal, asked_on: date, request: str, today: date) -> Proposal:
    """The UGEL asks MINEDU for the code of registration (art. 24.b, 39.b)."""
    row = locked(proposal)
    not_later(today, code_asked_on=asked_on)
    resolution_on = row.seho.resolution_on
    if resolution_on is None:
        raise ValidationError("El código se solicita con la resolución de implementación emitida (art. 25.3).")
    if row.seho.registration_code:
        raise ValidationError("El servicio ya tiene su código de registro.")
    if asked_on < resolution_on:
        raise ValidationError({"code_asked_on": f"La resolución es del {resolution_on:%d/%m/%Y}."})
    before = snapshot(row)
    row.code_asked_on, row.code_request = asked_on, request
    return write(row, by=by, act="Solicitó el código de registro", before=before)


@transaction.atomic
def start_service(*, by: User | None, proposal: Proposal, opened_on: date, today: date) -> Seho:
    """The service begins to work."""
    row = locked(proposal)
    seho = locked(row.seho)
    if seho.state != SehoState.PLANNED:
        raise ValidationError("El servicio ya funciona o se cerró.")
    if problem := start_problem(facts_of(row), opened_on, today=today):
        raise ValidationError({"opened_on": problem})
    before = snapshot(seho)
    seho.state, seho.opened_on = SehoState.ACTIVE, opened_on
    return write(seho, by=by, act="Puso en funcionamiento el servicio", before=before)


@transaction.atomic
def withdraw_proposal(*, by: User | None, proposal: Proposal, reason: str, today: date) -> Proposal:
    """The UGEL takes its proposal back before its resolution; a request of an opinion that waits goes with it."""
    row = locked(proposal)
    if problem := withdrawal_problem(facts_of(row)):
        raise ValidationError(problem)
    before = snapshot(row)
    row.withdrawn_on, row.withdrawn_reason = today, reason
    write(row, by=by, act="Retiró la propuesta", before=before, reason=reason)
    waiting = row.opinions.filter(verdict="", withdrawn_on=None).first()
    if waiting is not None:
        asked = snapshot(waiting)
        waiting.withdrawn_on = today
        write(waiting, by=by, act="Retiró la solicitud de opinión", before=asked)
    return row


@transaction.atomic
def resume_proposal(*, by: User | None, proposal: Proposal) -> Proposal:
    """The UGEL takes it up where it was; an opinion that waited is asked for again."""
    row = locked(proposal)
    if row.withdrawn_on is None:
        raise ValidationError("La propuesta no está retirada.")
    before = snapshot(row)
    row.withdrawn_on, row.withdrawn_reason = None, ""
    return write(row, by=by, act="Retomó la propuesta", before=before)


def _going_on(proposal: Proposal) -> Proposal:
    """Locked, when it is not withdrawn."""
    row = locked(proposal)
    if problem := going_on_problem(facts_of(row)):
        raise ValidationError(problem)
    return row


def _open_one(proposal: Proposal) -> Proposal:
    """The proposal, when its dossier may still be changed: not while MINEDU reads it, not after its opinion."""
    row = _going_on(proposal)
    facts = facts_of(row)
    if facts.is_waiting_for_opinion:
        raise ValidationError("El Minedu está leyendo el expediente: podrá corregirlo si lo observa.")
    if facts.is_favourable:
        raise ValidationError("El expediente ya tiene opinión favorable: no se cambia.")
    return row
