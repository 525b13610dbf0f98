"""Stays in hospital or resting at home: the first one, another one, corrected dates and their consequences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from patients.enums import EpisodeEnd, Setting, StayKind
from patients.models import Episode, Patient, Stay
from patients.queries.facts import PupilFacts, pupil_facts
from patients.rules import HomeRest as Rest
from patients.rules import Problem, Span, check_not_future, check_overlap, check_stay, warn_rest
from patients.services.accreditations import (
    PAPER_FIELDS,
    Paper,
    paper_problems,
    rests_before,
    span_days,
    write_accreditation,
)
from patients.services.siagie import align_siagie
from patients.services.writing import fresh, locked, refuse, refuse_field, service_of, write
from seho.accounts import audit
from seho.forms import check_version

_DATES = ("starts_on", "ends_on", "estimated_days")


@dataclass(frozen=True)
class Consequences:
    """What a correction of dates changed in the type and in the days (R25)."""

    before: PupilFacts
    after: PupilFacts

    @property
    def lines(self) -> list[tuple[str, str, str]]:
        """(what, before, after) of what is no longer the same."""
        pairs = [
            ("Tipo", self.before.verdict.label, self.after.verdict.label),
            ("Días de hospitalización", str(self.before.hospital.days), str(self.after.hospital.days)),
            (
                "Días de descanso en domicilio",
                str(self.before.home.total_days),
                str(self.after.home.total_days),
            ),
            ("Días en el SEHO", str(self.before.accumulated_days), str(self.after.accumulated_days)),
        ]
        return [pair for pair in pairs if pair[1] != pair[2]]


@transaction.atomic
def add_stay(
    *, by: Any, patient: Patient, kind: str, values: Mapping[str, Any], paper: Paper | None, today: date
) -> Stay:
    """A stay that the file lacks (a hospital to which the pupil was moved, an earlier one that counts)."""
    patient = locked(patient)
    stay = Stay(patient=patient, kind=kind, created_by=by, **values)
    refuse(stay_problems(stay, today=today))
    if paper is not None:
        refuse(paper_problems(paper, kind, today=today), **PAPER_FIELDS)
    write(stay)
    audit.record(
        by=by, act="Registró una estancia", obj=stay, after=audit.snapshot(stay, _DATES), seho=service_of(patient)
    )
    if paper is not None:
        write_accreditation(by=by, stay=stay, paper=paper)
    align_siagie(by=by, patient=patient, on=stay.starts_on)
    return stay


def new_stay(
    *, by: Any, patient: Patient, setting: str, values: Mapping[str, Any], paper: Paper | None, today: date
) -> Stay:
    """The stay that an episode begins with, open; inside the caller's transaction."""
    kind = StayKind.HOSPITAL if setting == Setting.HOSPITAL else StayKind.HOME_REST
    if setting == Setting.HOME and paper is not None and paper.rest_starts_on and paper.rest_ends_on:
        others = rests_before(patient)
        rest = Rest(paper.rest_starts_on, max(paper.rest_starts_on, paper.rest_ends_on))
        refuse(Problem("rest_ends_on", one.sentence) for one in warn_rest(rest, others))
    stay = Stay(
        patient=patient,
        kind=kind,
        starts_on=values["starts_on"],
        estimated_days=values.get("estimated_days"),
        hospital=values.get("hospital") if kind == StayKind.HOSPITAL else None,
        ward=values.get("ward", ""),
        created_by=by,
    )
    if kind == StayKind.HOME_REST and paper is not None:
        stay.estimated_days = span_days(paper)
    problems = check_not_future("starts_on", stay.starts_on, today=today) + stay_problems(stay, today=today)
    refuse(dict.fromkeys(problems))
    write(stay)
    audit.record(
        by=by, act="Registró una estancia", obj=stay, after=audit.snapshot(stay, _DATES), seho=service_of(patient)
    )
    if paper is not None:
        refuse(paper_problems(paper, kind, today=today), **PAPER_FIELDS)
        write_accreditation(by=by, stay=stay, paper=paper)
    return stay


def correct_stay(
    *, by: Any, stay: Stay, version: int, values: Mapping[str, Any], reason: str, today: date
) -> Consequences:
    """Correct the dates of a stay; history keeps both, and the consequences are told (R25).

    An egress that was the discharge itself moves with it, so that the SEHO never outlives the care.
    """
    with transaction.atomic():
        patient = locked(stay.patient)
        before = pupil_facts(fresh(patient), today)
        stay = locked(stay)
        check_version(stay, version)
        was, old_end = audit.snapshot(stay, _DATES), stay.ends_on
        for name, value in values.items():
            setattr(stay, name, value)
        refuse(stay_problems(stay, today=today))
        write(stay, {"version": stay.version + 1})
        _move_egress(by=by, stay=stay, old_end=old_end, reason=reason)
        audit.record(
            by=by,
            act="Corrigió las fechas de una estancia",
            obj=stay,
            before=was,
            after=audit.snapshot(stay, _DATES),
            reason=reason,
            seho=service_of(patient),
        )
        align_siagie(by=by, patient=patient, on=stay.starts_on)
        return Consequences(before, pupil_facts(fresh(patient), today))


def _move_egress(*, by: Any, stay: Stay, old_end: date | None, reason: str) -> None:
    if old_end is None or stay.ends_on == old_end:
        return
    ended = (EpisodeEnd.DISCHARGE, EpisodeEnd.REST_ENDED, EpisodeEnd.SETTING_CHANGE, EpisodeEnd.TRANSFER)
    episode = Episode.objects.filter(patient=stay.patient, ends_on=old_end, end_reason__in=ended).first()
    if episode is None:
        return
    if stay.ends_on is None:
        refuse_field("ends_on", "El egreso del SEHO se registró con esta alta: corrija la fecha, no la borre.")
    if stay.ends_on < episode.starts_on:
        refuse_field(
            "ends_on", f"El alta quedaría antes del registro en el SEHO, que fue el {episode.starts_on:%d/%m/%Y}."
        )
    write(episode, {"ends_on": stay.ends_on, "version": episode.version + 1})
    audit.record(
        by=by,
        act="Corrigió la fecha del egreso",
        obj=episode,
        before={"ends_on": old_end},
        after={"ends_on": stay.ends_on},
        reason=reason,
    )


def stay_problems(stay: Stay, *, today: date) -> list[Problem]:
    """Dates that cannot be, alone or with the other stays of the same kind (R1, R3, R18)."""
    if stay.kind == StayKind.HOSPITAL:
        problems = check_stay(starts_on=stay.starts_on, ends_on=stay.ends_on, today=today)
        others = Stay.objects.filter(patient=stay.patient_id, kind=stay.kind).exclude(pk=stay.pk)
        if not problems:
            spans = [Span(other.starts_on, other.ends_on) for other in others]
            problems += check_overlap(Span(stay.starts_on, stay.ends_on), spans, today=today)
        return problems
    if stay.ends_on is not None and stay.ends_on < stay.starts_on:
        return [Problem("ends_on", "El descanso no puede terminar antes de su inicio.")]
    return check_not_future("ends_on", stay.ends_on, today=today)


def close_stays(
    *, by: Any, patient: Patient, on: date, today: date, kinds: tuple[str, ...] = tuple(StayKind.values)
) -> None:
    for stay in Stay.objects.select_for_update().filter(patient=patient, ends_on=None, kind__in=kinds):
        stay.ends_on = on
        refuse(stay_problems(stay, today=today))
        write(stay, {"version": stay.version + 1})
        audit.record(by=by, act="Cerró la estancia", obj=stay, after={"ends_on": on}, seho=service_of(patient))
