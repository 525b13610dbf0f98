"""What a hospital's daily list is compared with, and what of it waits for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from patients.due import NOW, DueItem
from patients.enums import ListState, ProposalKind, ReferralState, StayKind
from patients.models import Episode, HospitalList, ListProposal, Patient, Referral, RegistrationDraft, Stay
from patients.rules import age_on
from patients.rules.daily import Known, KnownPupil, KnownStay, Told
from patients.rules.daily_rows import Listed, listed_from_json
from seho.accounts.enums import Role
from seho.network.models import Hospital, Seho
from seho.text import full_name, initials, plural, search_key

# Marked beforehand: they begin and end nobody's attention.
USUAL = (ProposalKind.REFERRAL, ProposalKind.MOVE)


def known_of(hospital: Hospital, listed: Iterable[Listed], today: date) -> Known:
    """The pupils of the services in this hospital, and the notices, drafts and documents that a row may be."""
    sehos = set(Seho.objects.filter(hospital=hospital).values_list("pk", flat=True))
    mine = Episode.objects.filter(seho__in=sehos).order_by().values("patient_id")
    latest = _latest_episodes(mine)
    stays = _last_stays(mine, hospital)
    rows = Patient.objects.filter(pk__in=mine).order_by("pk")
    pupils = [
        KnownPupil(
            row.pk, frozenset(row.search_name.split()), row.birth_date, row.document_type, row.document_number, row.sex,
            is_attended=latest[row.pk].is_open and latest[row.pk].seho_id in sehos,
            is_elsewhere=latest[row.pk].seho_id not in sehos,
            stay=stays.get(row.pk),
        )
        for row in rows.only("pk", "search_name", "birth_date", "document_type", "document_number", "sex")
    ]  # fmt: skip
    known = {(one.document_type, one.document_number) for one in pupils}
    numbers = {one.document_number for one in listed if one.document_number}
    there = Patient.objects.filter(document_number__in=numbers).values_list("document_type", "document_number")
    return Known(pupils, _told(sehos, today), frozenset(there) - known)


class _Latest(NamedTuple):
    seho_id: int
    is_open: bool


def _latest_episodes(patients: Any) -> dict[int, _Latest]:
    """By pupil: the time in a service that is open, else the last one."""
    rows = Episode.objects.filter(patient__in=patients).order_by("starts_on", "pk")
    found: dict[int, _Latest] = {}
    for pk, seho, end in rows.values_list("patient_id", "seho_id", "ends_on"):
        if pk not in found or not found[pk].is_open:
            found[pk] = _Latest(seho, end is None)
    return found


def _last_stays(patients: Any, hospital: Hospital) -> dict[int, KnownStay]:
    """By pupil: the hospital stay that is open, else the last one."""
    rows = Stay.objects.filter(patient__in=patients, kind=StayKind.HOSPITAL).order_by("starts_on", "pk")
    found: dict[int, KnownStay] = {}
    for pk, start, end, ward, place in rows.values_list("patient_id", "starts_on", "ends_on", "ward", "hospital_id"):
        if pk not in found or found[pk].ends_on is not None:
            found[pk] = KnownStay(start, end, ward, place == hospital.pk)
    return found


def _told(sehos: set[int], today: date) -> list[Told]:
    waiting = Referral.objects.filter(
        seho__in=sehos, state__in=(ReferralState.IDENTIFIED, ReferralState.ORIENTATION)
    ).order_by()
    told = [Told(_words(person), age) for person, age in waiting.values_list("person", "age")]
    for data in (
        RegistrationDraft.objects.filter(seho__in=sehos, patient=None).order_by().values_list("data", flat=True)
    ):
        pupil = data.get("pupil", {})
        names = [str(pupil.get(name, "")) for name in ("paternal_surname", "maternal_surname", "given_names")]
        told.append(Told(_words(full_name(*names)), birth_date=_day(str(pupil.get("birth_date", "")))))
    return [one for one in told if len(one.words) > 1]


def _words(names: str) -> frozenset[str]:
    return frozenset(search_key(names).split())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- What waits ------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProposalRow:
    """A proposal as the coordinator reads it."""

    proposal: ListProposal
    name: str
    age: int | None
    detail: str
    is_marked: bool = False
    # Asked for since an earlier list.
    waits: bool = False
    file_url: str = ""
    # Where it is done with more than the list says, as the scan of its paper.
    url: str = ""
    act: str = ""


@dataclass(frozen=True)
class ProposalGroup:
    kind: ProposalKind
    rows: list[ProposalRow]


def proposals_waiting(user: Any, today: date) -> QuerySet[ListProposal]:
    return ListProposal.objects.visible_to(user).waiting(today)


def proposal_groups(user: Any, today: date) -> list[ProposalGroup]:
    """What waits for this coordinator, by kind in the order of the journey; those without rows left out."""
    rows = list(proposals_waiting(user, today).select_related("patient", "source").order_by("pk"))
    wards = _wards_of({row.patient_id for row in rows if row.kind == ProposalKind.MOVE})
    back = {row.patient_id for row in rows if row.kind == ProposalKind.ADMISSION}
    attended = set(Episode.objects.filter(patient__in=back, ends_on=None).values_list("patient_id", flat=True))
    shown = [_row_of(row, wards, attended, today) for row in rows]
    shown.sort(key=lambda row: search_key(row.name))
    groups = [ProposalGroup(kind, [row for row in shown if row.proposal.kind == kind]) for kind in ProposalKind]
    return [group for group in groups if group.rows]


def _wards_of(patients: Iterable[int | None]) -> dict[int, str]:
    stays = Stay.objects.filter(patient__in=patients, kind=StayKind.HOSPITAL, ends_on=None).order_by()
    return dict(stays.values_list("patient_id", "ward"))


def _row_of(proposal: ListProposal, wards: dict[int, str], attended: set[int], today: date) -> ProposalRow:
    listed, patient = read_of(proposal), proposal.patient
    kind = ProposalKind(proposal.kind)
    detail = listed.place
    if kind == ProposalKind.MOVE:
        detail = f"{wards.get(patient.pk, '') or 'sin sala'} → {listed.place}"  # type: ignore[union-attr]
    return ProposalRow(
        proposal,
        name=str(patient) if patient else listed.names,
        age=age_on(patient.birth_date, today) if patient else listed.age_on(today),
        detail=detail,
        # What begins or ends somebody's attention, or has to be looked at, takes a mark of one's own.
        is_marked=kind in USUAL and not proposal.note,
        waits=proposal.proposed_on < proposal.seen_on,
        file_url=patient.get_absolute_url() if patient else "",
        **_page_of(kind, patient.pk, patient.pk in attended) if patient else {},
    )


def _page_of(kind: ProposalKind, patient_id: int, is_attended: bool) -> dict[str, str]:
    """Its own page, where it can be told whole: the paper, another reason for which it ended."""
    if kind == ProposalKind.ADMISSION and is_attended:
        return {"url": reverse("patients:stay_new", args=[patient_id]), "act": "Agregar estancia"}
    if kind == ProposalKind.ADMISSION:
        return {"url": reverse("patients:readmit", args=[patient_id]), "act": "Registrar reingreso"}
    if kind == ProposalKind.ABSENCE:
        return {"url": reverse("patients:discharge", args=[patient_id]), "act": "Registrar alta"}
    return {}


def name_of(proposal: ListProposal) -> str:
    """Initials, for a message or a title."""
    if proposal.patient:
        return proposal.patient.initials
    listed = read_of(proposal)
    return initials(listed.paternal, listed.given) or "Una o un estudiante"


def read_of(proposal: ListProposal) -> Listed:
    """What the list said; empty once it was answered."""
    return listed_from_json(json.loads(proposal.read)) if proposal.read else Listed(0)


def lists_waiting_for_columns(user: Any) -> Any:
    """Lists of her hospitals of which nobody said yet what the columns hold."""
    seen = HospitalList.objects.visible_to(user).filter(state=ListState.COLUMNS)
    hospitals = Seho.objects.filter(pk__in=user.scope.seho_ids(Role.COORDINATOR)).values("hospital_id")
    return seen.filter(hospital__in=hospitals)


# --- What a form begins with ------------------------------------------------------------------


def listed_start(user: Any, patient: Patient, today: date) -> dict[str, Any]:
    """Day and place of a new stay, as the list says them."""
    found = _proposal_of(user, patient, today, ProposalKind.ADMISSION)
    if found is None:
        return {}
    said = {"starts_on": found.happened_on, "ward": read_of(found).place}
    return {name: value for name, value in said.items() if value}


def listed_end(user: Any, patient: Patient, today: date) -> dict[str, Any]:
    """The day of the discharge, as the list says it."""
    found = _proposal_of(user, patient, today, ProposalKind.DISCHARGE)
    return {"ends_on": found.happened_on} if found is not None and found.happened_on else {}


def _proposal_of(user: Any, patient: Patient, today: date, kind: ProposalKind) -> ListProposal | None:
    found = proposals_waiting(user, today).filter(patient=patient, kind=kind)
    row: ListProposal | None = found.order_by("-pk").first()
    return row


def listed_person(referral: Referral) -> dict[str, Any]:
    """Who the child of a notice is, as far as the list said it: what the registration searches with."""
    row = ListProposal.objects.filter(referral=referral).first()
    if row is None or not row.read:
        return {}
    listed = read_of(row)
    said = {
        "document_type": listed.document_type, "document_number": listed.document_number,
        "paternal_surname": listed.paternal, "maternal_surname": listed.maternal, "given_names": listed.given,
        "birth_date": listed.birth_date,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


# --- Hoy --------------------------------------------------------------------------------------


def daily_items(user: Any, today: date) -> list[DueItem]:
    """What the list proposes to this coordinator, and a list whose columns nobody told."""
    if not user.scope.has(Role.COORDINATOR):
        return []
    items = []
    if waiting := proposals_waiting(user, today).count():
        text = f"{plural(waiting, 'propuesta', 'propuestas')} de la lista del hospital"
        items.append(DueItem("daily_list", text, reverse("patients:daily"), "Revisar", None, NOW, None))
    untold = lists_waiting_for_columns(user).order_by("-pk").values_list("pk", flat=True).first()
    if untold is not None:
        url = reverse("patients:daily_columns", args=[untold])
        text = "Diga qué trae cada columna de la lista del hospital"
        items.append(DueItem("daily_columns", text, url, "Indicar columnas", None, NOW, None))
    return items
