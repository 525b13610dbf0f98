"""Stays and the time in the SEHO: admission, papers, discharge, readmission, transfer, correction, egress."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from patients.enums import AccreditationKind, EpisodeEnd, ReferralChannel, Setting, StayKind
from patients.models import Accreditation, Diagnosis, Episode, Patient, Referral, Stay
from patients.queries.facts import PupilFacts, pupil_facts, purposes_in_force
from patients.rules import (
    LONG_DAYS,
    Problem,
    Span,
    check_episode,
    check_not_future,
    check_overlap,
    check_rest,
    check_single_open,
    check_stay,
    warn_rest,
)
from patients.rules import HomeRest as Rest
from patients.services.siagie import align_siagie
from patients.services.writing import locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.forms import check_version
from seho.network.models import Seho

_ALREADY_OPEN = "La o el estudiante ya está en atención en un SEHO. Vuelva a abrir su página."
STAY_FIELDS = ("starts_on", "ends_on", "estimated_days", "hospital", "ward")


@dataclass(frozen=True)
class Paper:
    """A paper of art. 8.2 as it was typed; `file` is the path of the stored scan."""

    kind: str
    issued_on: date
    physician_license: str = ""
    is_presumptive: bool = False
    file: str = ""
    rest_starts_on: date | None = None
    rest_ends_on: date | None = None
    estimated_days: int | None = None


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


@dataclass(frozen=True)
class HomeCare:
    """A rest at home that follows a discharge and continues in the SEHO."""

    paper: Paper
    modality: str
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)


# --- Papers of art. 8.2 and the diagnosis ----------------------------------------------------


def add_accreditation(*, by: Any, stay: Stay, paper: Paper, today: date) -> Accreditation:
    """One more paper of a stay: the first one accredits it, another one extends the rest or the estimate
    (R12).
    """
    with transaction.atomic():
        locked(stay.patient)
        stay = locked(stay)
        refuse(paper_problems(paper, stay.kind, today=today), **_PAPER_FIELDS)
        row = write_accreditation(by=by, stay=stay, paper=paper)
        if paper.estimated_days:
            write(stay, {"estimated_days": paper.estimated_days, "version": stay.version + 1})
        elif stay.kind == StayKind.HOME_REST:
            write(stay, {"estimated_days": _rest_days(stay), "version": stay.version + 1})
        align_siagie(by=by, patient=stay.patient, on=max(paper.issued_on, stay.starts_on))
    return row


def write_accreditation(*, by: Any, stay: Stay, paper: Paper) -> Accreditation:
    """The row and its event, inside the caller's transaction."""
    row = Accreditation(
        stay=stay,
        kind=paper.kind,
        issued_on=paper.issued_on,
        physician_license=paper.physician_license,
        is_presumptive=paper.is_presumptive,
        file=paper.file,
        rest_starts_on=paper.rest_starts_on,
        rest_ends_on=paper.rest_ends_on,
        estimated_days=paper.estimated_days,
        recorded_by=by,
    )
    write(row)
    audit.record(
        by=by,
        act="Registró la acreditación de la estancia",
        obj=row,
        seho=_seho_of(stay.patient),
        after={"kind": row.kind, "issued_on": row.issued_on},
    )
    return row


_PAPER_FIELDS = {"starts_on": "rest_starts_on", "ends_on": "rest_ends_on"}


def paper_problems(paper: Paper, stay_kind: str, *, today: date) -> list[Problem]:
    """What cannot be in a paper: its kind is not of the stay, it is of the future, it ends before it
    starts.
    """
    problems = check_not_future("issued_on", paper.issued_on, today=today)
    is_hospital_paper = paper.kind == AccreditationKind.HOSPITALIZATION
    if is_hospital_paper != (stay_kind == StayKind.HOSPITAL):
        needed = (
            "La hospitalización se acredita con la constancia de hospitalización (art. 8.2.a)."
            if stay_kind == StayKind.HOSPITAL
            else "El descanso en domicilio se acredita con indicación médica o certificado de salud (art. 8.2.b)."
        )
        problems.append(Problem("kind", needed))
    if stay_kind == StayKind.HOME_REST:
        if paper.rest_starts_on is None or paper.rest_ends_on is None:
            problems.append(Problem("rest_ends_on", "Escriba desde cuándo y hasta cuándo indica descanso."))
        else:
            dates = {"starts_on": paper.rest_starts_on, "ends_on": paper.rest_ends_on}
            problems += check_rest(**dates, issued_on=paper.issued_on, today=today)[len(problems) :]
    return problems


@transaction.atomic
def set_diagnosis(*, by: Any, stay: Stay, text: str, icd10: str = "", is_presumptive: bool = False) -> Diagnosis:
    """Write the diagnosis of a stay; the event says that it changed, never what it says."""
    row = Diagnosis.objects.select_for_update().filter(stay=stay).first() or Diagnosis(stay=stay)
    is_new = row.pk is None
    write(row, {"text": text, "icd10": icd10, "is_presumptive": is_presumptive, "updated_by": by})
    act = "Registró el diagnóstico" if is_new else "Corrigió el diagnóstico"
    audit.record(by=by, act=act, obj=row, seho=_seho_of(stay.patient))
    return row


# --- Stays -----------------------------------------------------------------------------------


@transaction.atomic
def add_stay(
    *, by: Any, patient: Patient, kind: str, values: Mapping[str, Any], paper: Paper | None, today: date
) -> Stay:
    """A stay that the file lacks (a hospital to which the pupil was moved, an earlier one that counts)."""
    patient = locked(patient)
    stay = Stay(patient=patient, kind=kind, created_by=by, **values)
    refuse(stay_problems(stay, today=today))
    if paper is not None:
        refuse(paper_problems(paper, kind, today=today), **_PAPER_FIELDS)
    write(stay)
    audit.record(
        by=by, act="Registró una estancia", obj=stay, after=audit.snapshot(stay, _DATES), seho=_seho_of(patient)
    )
    if paper is not None:
        write_accreditation(by=by, stay=stay, paper=paper)
    align_siagie(by=by, patient=patient, on=stay.starts_on)
    return stay


_DATES = ("starts_on", "ends_on", "estimated_days")


def correct_stay(
    *, by: Any, stay: Stay, version: int, values: Mapping[str, Any], reason: str, today: date
) -> Consequences:
    """Correct the dates of a stay; history keeps both, and the consequences are told (R25).

    An egress that was the discharge itself moves with it, so that the SEHO never outlives the care.
    """
    with transaction.atomic():
        patient = locked(stay.patient)
        before = pupil_facts(_fresh(patient), today)
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
            seho=_seho_of(patient),
        )
        align_siagie(by=by, patient=patient, on=stay.starts_on)
        return Consequences(before, pupil_facts(_fresh(patient), today))


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


# --- Discharge, egress, transfer -------------------------------------------------------------


def discharge(
    *, by: Any, patient: Patient, version: int, ends_on: date, home: HomeCare | None = None, today: date
) -> Episode | None:
    """Registrar alta: the hospital stay ends. The time in the SEHO ends with it, or goes on at home (art.
    14.1).

    `version` is that of the open episode. Returns the episode at home that follows, if one does.
    """
    with races_told(), transaction.atomic():
        patient = locked(patient)
        episode = _open_episode(patient)
        check_version(episode, version)
        stay = _open_stay(patient, StayKind.HOSPITAL)
        stay.ends_on = ends_on
        refuse(stay_problems(stay, today=today))
        if home is not None and home.paper.rest_starts_on and home.paper.rest_starts_on < ends_on:
            refuse_field("rest_starts_on", "El descanso en domicilio no puede empezar antes del alta.")
        write(stay, {"version": stay.version + 1})
        audit.record(by=by, act="Registró el alta", obj=stay, after={"ends_on": ends_on}, seho=episode.seho)
        reason = EpisodeEnd.SETTING_CHANGE if home else EpisodeEnd.DISCHARGE
        end_episode_row(
            by=by,
            episode=episode,
            ends_on=max(ends_on, episode.starts_on),
            reason=reason,
            care_ends_on=ends_on,
            today=today,
        )
        following = _continue_at_home(by=by, episode=episode, home=home, today=today) if home else None
        align_siagie(by=by, patient=patient, on=following.starts_on if following else ends_on)
    return following


def end_episode(*, by: Any, patient: Patient, version: int, ends_on: date, reason: str, today: date) -> Episode:
    """Egreso without a discharge of the hospital: the rest ended, the family withdrew, attention not
    typified ended.
    """
    with transaction.atomic():
        patient = locked(patient)
        episode = _open_episode(patient)
        check_version(episode, version)
        if reason in (EpisodeEnd.REST_ENDED, EpisodeEnd.DECEASED):
            _close_stays(by=by, patient=patient, on=ends_on, today=today)
        end_episode_row(by=by, episode=episode, ends_on=ends_on, reason=reason, care_ends_on=None, today=today)
        align_siagie(by=by, patient=patient, on=ends_on)
    return episode


def transfer_out(
    *, by: Any, patient: Patient, version: int, to: Seho, ends_on: date, note: str = "", today: date
) -> Referral:
    """Send the pupil to another SEHO: closes here, and a notice waits there with the file (example 10,
    R3).
    """
    with transaction.atomic():
        patient = locked(patient)
        episode = _open_episode(patient)
        check_version(episode, version)
        if to.pk == episode.seho_id:
            refuse_field("to", "Elija otro SEHO: la o el estudiante ya está en este.")
        _close_for_transfer(by=by, patient=patient, episode=episode, on=ends_on, today=today)
        referral = Referral(
            seho=to,
            channel=ReferralChannel.OTHER_SEHO,
            person=str(patient),
            is_enrolled=True,
            note=note,
            setting=_kind_of(episode.setting),
            identified_on=ends_on,
            patient=patient,
            created_by=by,
        )
        write(referral)
        audit.record(by=by, act="Recibió un traslado", obj=referral, seho=to)
    return referral


def close_for_transfer_in(*, by: Any, patient: Patient, on: date, today: date) -> Episode | None:
    """The receiving SEHO registers a pupil who is open elsewhere: that time ends on the same day (R3).

    Inside the registration's transaction; the event stands in the history of both services.
    """
    episode = Episode.objects.select_for_update().filter(patient=patient, ends_on=None).first()
    if episode is None:
        return None
    _close_for_transfer(by=by, patient=patient, episode=episode, on=on, today=today)
    return episode


def _close_for_transfer(*, by: Any, patient: Patient, episode: Episode, on: date, today: date) -> None:
    _close_stays(by=by, patient=patient, on=on, today=today, kinds=(StayKind.HOSPITAL,))
    end_episode_row(by=by, episode=episode, ends_on=on, reason=EpisodeEnd.TRANSFER, care_ends_on=None, today=today)


def end_episode_row(
    *, by: Any, episode: Episode, ends_on: date, reason: str, care_ends_on: date | None, today: date
) -> None:
    """The egress and its event, inside the caller's transaction."""
    authorized = episode.starts_on
    refuse(
        check_episode(
            starts_on=episode.starts_on,
            ends_on=ends_on,
            authorized_on=authorized,
            care_ends_on=None if care_ends_on is None else max(care_ends_on, episode.starts_on),
            today=today,
        )
    )
    write(episode, {"ends_on": ends_on, "end_reason": reason, "version": episode.version + 1})
    audit.record(by=by, act="Registró el egreso", obj=episode, after={"ends_on": ends_on, "end_reason": reason})


def _continue_at_home(*, by: Any, episode: Episode, home: HomeCare, today: date) -> Episode:
    rest = home.paper
    problems = paper_problems(rest, StayKind.HOME_REST, today=today)
    if not problems and rest.rest_starts_on and rest.rest_ends_on:
        problems += [
            Problem("ends_on", one.sentence) for one in warn_rest(Rest(rest.rest_starts_on, rest.rest_ends_on))
        ]
    refuse(problems, **_PAPER_FIELDS)
    assert rest.rest_starts_on is not None
    stay = Stay(patient=episode.patient, kind=StayKind.HOME_REST, starts_on=rest.rest_starts_on, created_by=by)
    stay.estimated_days = _span_days(rest)
    write(stay)
    write_accreditation(by=by, stay=stay, paper=rest)
    starts_on = max(rest.rest_starts_on, episode.ends_on or rest.rest_starts_on)
    if starts_on > today:
        starts_on = today
    return open_episode(
        by=by,
        patient=episode.patient,
        seho=episode.seho,
        setting=Setting.HOME,
        modality=home.modality,
        starts_on=starts_on,
        client_id=home.client_id,
        previous=episode,
        today=today,
    )


def readmit(
    *,
    by: Any,
    patient: Patient,
    seho: Seho,
    setting: str,
    modality: str,
    starts_on: date,
    stay: Mapping[str, Any],
    paper: Paper | None,
    client_id: uuid.UUID,
    today: date,
) -> Episode:
    """A new stay of a pupil whose file this SEHO has; the authorisation that is in force is enough (art.
    10.1).
    """
    done = Episode.objects.filter(client_id=client_id).first()
    if done is not None:
        return done
    with races_told(_ALREADY_OPEN), transaction.atomic():
        patient = locked(patient)
        if setting != Setting.UNTYPED or stay.get("rest_ends_on"):
            new_stay(by=by, patient=patient, setting=setting, values=stay, paper=paper, today=today)
        episode = open_episode(
            by=by,
            patient=patient,
            seho=seho,
            setting=setting,
            modality=modality,
            starts_on=starts_on,
            client_id=client_id,
            previous=None,
            today=today,
        )
        align_siagie(by=by, patient=patient, on=starts_on)
    return episode


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
        stay.estimated_days = _span_days(paper)
    problems = check_not_future("starts_on", stay.starts_on, today=today) + stay_problems(stay, today=today)
    refuse(dict.fromkeys(problems))
    write(stay)
    audit.record(
        by=by, act="Registró una estancia", obj=stay, after=audit.snapshot(stay, _DATES), seho=_seho_of(patient)
    )
    if paper is not None:
        refuse(paper_problems(paper, kind, today=today), **_PAPER_FIELDS)
        write_accreditation(by=by, stay=stay, paper=paper)
    return stay


def rests_before(patient: Patient) -> list[Rest]:
    """The certified rests of a pupil, which a new certificate may continue (R12)."""
    papers = Accreditation.objects.filter(stay__patient=patient).select_related("stay")
    return [
        Rest(one.rest_starts_on, one.rest_ends_on, one.issued_on, one.stay.ends_on)
        for one in papers
        if one.rest_starts_on and one.rest_ends_on
    ]


def open_episode(
    *,
    by: Any,
    patient: Patient,
    seho: Seho,
    setting: str,
    modality: str,
    starts_on: date,
    client_id: uuid.UUID,
    previous: Episode | None,
    today: date,
) -> Episode:
    """The time in a SEHO begins: one at a time in the whole country, authorised by its first day (art.
    10.1).
    """
    open_ones = Episode.objects.filter(patient=patient, ends_on=None).count()
    authorized = authorized_on(patient, seho, starts_on)
    refuse(
        [
            *check_single_open(open_ones),
            *check_episode(starts_on=starts_on, ends_on=None, authorized_on=authorized, care_ends_on=None, today=today),
        ]
    )
    row = Episode(
        patient=patient,
        seho=seho,
        setting=setting,
        modality=modality,
        starts_on=starts_on,
        client_id=client_id,
        previous=previous,
        registered_by=by,
    )
    write(row)
    audit.record(
        by=by,
        act="Registró en el SEHO",
        obj=row,
        after={"setting": setting, "modality": modality, "starts_on": starts_on},
    )
    return row


def authorized_on(patient: Patient, seho: Seho, day: date) -> date | None:
    """The day on which all needed permissions stood for this SEHO: `day` if they do on it, else the later
    one.
    """
    from patients.enums import NEEDED_PURPOSES  # noqa: PLC0415 - only here

    fresh = _fresh(patient)
    if set(NEEDED_PURPOSES) <= purposes_in_force(fresh, seho.pk, day):
        return day
    rows = [row for row in fresh.authorizations.all() if row.seho_id == seho.pk and row.granted and not row.revoked_on]
    by_purpose = {row.purpose: row.decided_on for row in rows}
    return max(by_purpose.values()) if set(NEEDED_PURPOSES) <= set(by_purpose) else None


@transaction.atomic
def note_first_attention(*, episode: Episode, on: date | None) -> None:
    """Keep the day of the first session, with which the third clock begins when it is later (R9).

    For the room of the teaching, inside the transaction that writes, corrects or cancels a session; it is a
    consequence of that act and carries no event of its own.
    """
    Episode.objects.filter(pk=episode.pk).update(first_attended_on=on)


# --- Small things ----------------------------------------------------------------------------


def _open_episode(patient: Patient) -> Episode:
    episode = Episode.objects.select_for_update().filter(patient=patient, ends_on=None).first()
    if episode is None:
        refuse_field("ends_on", "La o el estudiante ya no está en atención: su egreso ya fue registrado.")
    assert episode is not None
    return episode


def _open_stay(patient: Patient, kind: str) -> Stay:
    stay = Stay.objects.select_for_update().filter(patient=patient, kind=kind, ends_on=None).first()
    if stay is None:
        refuse_field("ends_on", "No tiene una hospitalización abierta: registre el egreso o corrija la estancia.")
    assert stay is not None
    return stay


def _close_stays(
    *, by: Any, patient: Patient, on: date, today: date, kinds: tuple[str, ...] = tuple(StayKind.values)
) -> None:
    for stay in Stay.objects.select_for_update().filter(patient=patient, ends_on=None, kind__in=kinds):
        stay.ends_on = on
        refuse(stay_problems(stay, today=today))
        write(stay, {"version": stay.version + 1})
        audit.record(by=by, act="Cerró la estancia", obj=stay, after={"ends_on": on}, seho=_seho_of(patient))


def _kind_of(setting: str) -> str:
    return StayKind.HOSPITAL if setting == Setting.HOSPITAL else StayKind.HOME_REST


def _span_days(paper: Paper) -> int | None:
    if paper.rest_starts_on is None or paper.rest_ends_on is None:
        return None
    return (paper.rest_ends_on - paper.rest_starts_on).days + 1


def _rest_days(stay: Stay) -> int | None:
    ends = [row.rest_ends_on for row in stay.accreditations.all() if row.rest_ends_on]
    return (max(ends) - stay.starts_on).days + 1 if ends else None


def _fresh(patient: Patient) -> Patient:
    return Patient.objects.get(pk=patient.pk)


def _seho_of(patient: Patient) -> Seho | None:
    episode = Episode.objects.filter(patient=patient).select_related("seho").order_by("-starts_on", "-pk").first()
    return episode.seho if episode else None


__all__ = ["LONG_DAYS", "STAY_FIELDS", "Consequences", "HomeCare", "Paper"]
