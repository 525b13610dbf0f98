"""The time in a SEHO: discharge, egress, transfer, readmission and what an episode begins with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from patients.enums import NEEDED_PURPOSES, EpisodeEnd, ReferralChannel, Setting, StayKind
from patients.models import Episode, Patient, Referral, Stay
from patients.queries.facts import purposes_in_force
from patients.rules import HomeRest as Rest
from patients.rules import Problem, check_episode, check_single_open, warn_rest
from patients.services.accreditations import PAPER_FIELDS, Paper, paper_problems, span_days, write_accreditation
from patients.services.siagie import align_siagie
from patients.services.stays import close_stays, new_stay, stay_problems
from patients.services.writing import fresh, locked, races_told, refuse, refuse_field, write
from seho.accounts import audit
from seho.forms import check_version
from seho.network.models import Seho

_ALREADY_OPEN = "La o el estudiante ya está en atención en un SEHO. Vuelva a abrir su página."


@dataclass(frozen=True)
class HomeCare:
    """A rest at home that follows a discharge and continues in the SEHO."""

    paper: Paper
    modality: str
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)


# --- The time in a SEHO ends ---------------------------------------------------------------------


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
            close_stays(by=by, patient=patient, on=ends_on, today=today)
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
    close_stays(by=by, patient=patient, on=on, today=today, kinds=(StayKind.HOSPITAL,))
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


def _kind_of(setting: str) -> str:
    return StayKind.HOSPITAL if setting == Setting.HOSPITAL else StayKind.HOME_REST


# --- and begins ----------------------------------------------------------------------------------


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


def _continue_at_home(*, by: Any, episode: Episode, home: HomeCare, today: date) -> Episode:
    rest = home.paper
    problems = paper_problems(rest, StayKind.HOME_REST, today=today)
    if not problems and rest.rest_starts_on and rest.rest_ends_on:
        problems += [
            Problem("ends_on", one.sentence) for one in warn_rest(Rest(rest.rest_starts_on, rest.rest_ends_on))
        ]
    refuse(problems, **PAPER_FIELDS)
    assert rest.rest_starts_on is not None
    stay = Stay(patient=episode.patient, kind=StayKind.HOME_REST, starts_on=rest.rest_starts_on, created_by=by)
    stay.estimated_days = span_days(rest)
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
    file = fresh(patient)
    if set(NEEDED_PURPOSES) <= purposes_in_force(file, seho.pk, day):
        return day
    rows = [row for row in file.authorizations.all() if row.seho_id == seho.pk and row.granted and not row.revoked_on]
    by_purpose = {row.purpose: row.decided_on for row in rows}
    return max(by_purpose.values()) if set(NEEDED_PURPOSES) <= set(by_purpose) else None


@transaction.atomic
def note_first_attention(*, episode: Episode, on: date | None) -> None:
    """Keep the day of the first session, with which the third clock begins when it is later (R9).

    For the room of the teaching, inside the transaction that writes, corrects or cancels a session; it is a
    consequence of that act and carries no event of its own.
    """
    Episode.objects.filter(pk=episode.pk).update(first_attended_on=on)
